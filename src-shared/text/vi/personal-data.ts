import type { Texts } from '#shared/text/en/index.ts';

export const personalData: Texts['personalData'] = {
  saved: 'Đã lưu. Có hiệu lực từ câu hỏi tiếp theo.',
  title: 'Dữ liệu cá nhân trong câu hỏi',
  body: 'Câu hỏi và những gì đã nói trước đó được xem qua trước khi mô hình ngôn ngữ nhận được.',
  mode: 'Khi có dữ liệu cá nhân',
  modes: { off: 'Để nguyên', warn: 'Báo cho người hỏi', redact: 'Thay bằng ký hiệu', block: 'Không hỏi mô hình' },
  means: {
    off: 'Không tìm gì.',
    warn: 'Mô hình nhận câu hỏi nguyên văn và người hỏi được báo. Nhật ký ghi loại dữ liệu, không ghi nội dung.',
    redact: 'Mô hình chỉ thấy [EMAIL_1] và tương tự. Người hỏi thấy câu trả lời với những gì họ đã gõ.',
    block: 'Không mô hình nào nhận câu hỏi. Các đoạn phù hợp nhất được trích dẫn.',
  },
  kindsTitle: 'Những gì được coi là dữ liệu cá nhân',
  kinds: { email: 'Địa chỉ e-mail', iban: 'Tài khoản ngân hàng (IBAN)', card: 'Thẻ thanh toán', 'national-id': 'Số định danh cá nhân', ip: 'Địa chỉ IP', phone: 'Số điện thoại', 'employee-id': 'Mã nhân viên', own: 'Mẫu riêng' },
  passages: 'Cả trong các đoạn của tài liệu',
  told: {
    warn: 'Câu hỏi của bạn, hoặc những gì đã nói trước đó, có dữ liệu cá nhân và đã được gửi tới mô hình ngôn ngữ: {{names}}.',
    redact: 'Mô hình ngôn ngữ chỉ thấy ký hiệu thay cho dữ liệu cá nhân: {{names}}. Ở đây bạn thấy những gì mình đã gõ.',
    block: 'Không hỏi mô hình ngôn ngữ nào vì có dữ liệu cá nhân: {{names}}.',
  },
  own: {
    title: 'Mẫu của nhà máy này',
    body: 'Biểu thức chính quy cho những gì chỉ nhà máy này viết, chẳng hạn số thẻ riêng. Mỗi mẫu tìm các đoạn dài nhất 128 ký tự trong một dòng.',
    none: 'Chưa có mẫu nào.',
    add: 'Thêm mẫu',
    edit: 'Sửa {{name}}',
    remove: 'Xóa {{name}}',
    removed: 'Đã xóa {{name}}.',
    pattern: 'Mẫu',
    patternHint: 'Cú pháp RE2, ví dụ \\bMW-\\d{5}\\b. Mẫu không thể làm chậm nhà máy: không có quay lui.',
    fault: 'Không dùng được: {{fault}}',
    sample: 'Văn bản để thử',
  },
  try: {
    title: 'Thử',
    text: 'Văn bản',
    hint: 'Không giữ lại gì.',
    shown: 'Văn bản với những gì tìm thấy',
    count_one: 'Tìm thấy {{count}} dữ liệu cá nhân.',
    count_other: 'Tìm thấy {{count}} dữ liệu cá nhân.',
  },
};
