import type { Texts } from '#shared/text/en/index.ts';

export const personalData: Texts['personalData'] = {
  saved: 'Đã lưu. Có hiệu lực từ câu hỏi tiếp theo.',
  title: 'Dữ liệu cá nhân trong câu hỏi',
  body: 'Câu hỏi và những gì đã nói trước đó được xem qua trước khi mô hình ngôn ngữ nhận được.',
  mode: 'Khi có dữ liệu cá nhân',
  modes: { off: 'Để nguyên', warn: 'Ghi vào nhật ký', redact: 'Thay bằng ký hiệu', block: 'Không hỏi mô hình' },
  means: {
    off: 'Không tìm gì.',
    warn: 'Mô hình nhận câu hỏi nguyên văn. Nhật ký ghi loại dữ liệu, không ghi nội dung.',
    redact: 'Mô hình chỉ thấy [EMAIL_1] và tương tự. Người hỏi thấy câu trả lời với những gì họ đã gõ.',
    block: 'Không mô hình nào nhận câu hỏi. Các đoạn phù hợp nhất được trích dẫn.',
  },
  kindsTitle: 'Những gì được coi là dữ liệu cá nhân',
  kinds: { email: 'Địa chỉ e-mail', iban: 'Tài khoản ngân hàng (IBAN)', card: 'Thẻ thanh toán', 'national-id': 'Số định danh cá nhân', ip: 'Địa chỉ IP', phone: 'Số điện thoại' },
  passages: 'Cả trong các đoạn của tài liệu',
  try: {
    title: 'Thử',
    text: 'Văn bản',
    hint: 'Không giữ lại gì.',
    count_one: 'Tìm thấy {{count}} dữ liệu cá nhân.',
    count_other: 'Tìm thấy {{count}} dữ liệu cá nhân.',
  },
};
