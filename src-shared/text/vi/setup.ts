import type { Texts } from '#shared/text/en/index.ts';

export const setup: Texts['setup'] = {
  title: 'Thiết lập Millwright',
  steps: { plant: 'Nhà máy và quản trị', documents: 'Tài liệu', model: 'Mô hình ngôn ngữ' },
  needLink: {
    title: 'Bản cài đặt này chưa có nhà máy nào',
    body: 'Để tạo nhà máy, hãy mở liên kết dùng một lần mà Millwright đã in ra khi khởi động. Liên kết cho thấy bạn đang ở tại máy này. Nếu không còn liên kết, hãy khởi động lại Millwright để có liên kết mới.',
  },
  plant: {
    title: 'Đặt tên nhà máy và quản trị viên đầu tiên',
    body: 'Tài liệu, con người và nhật ký ai đã làm gì chỉ thuộc về nhà máy này.',
    plant: 'Tên nhà máy',
    plantHint: 'Theo cách mọi người tại chỗ gọi, ví dụ “Nhà máy nước Bờ Sông”.',
    admin: 'Tên của bạn',
    adminHint: 'Bạn đăng nhập bằng tên này. Bạn sẽ là quản trị viên.',
    password: 'Mật khẩu',
    submit: 'Tiếp tục',
  },
  documents: {
    title: 'Bắt đầu với tài liệu',
    sample: 'Khám phá với nhà máy mẫu',
    sampleBody: 'Nạp một nhà máy hư cấu nhỏ với khoảng mười hai tài liệu, để bạn có thể hỏi ngay.',
    own: 'Dùng tài liệu của tôi',
    ownBody: 'Bắt đầu trống. Bạn thả tệp hoặc thư mục vào Tài liệu.',
    creating: 'Đang tạo nhà máy…',
    submit: 'Tạo nhà máy',
  },
  model: {
    title: 'Thêm mô hình ngôn ngữ',
    body: 'Với một mô hình, Millwright viết câu trả lời từ tài liệu của bạn. Không có mô hình, nó trích các đoạn phù hợp nhất. Bạn có thể thêm bất cứ lúc nào.',
    drop: 'Thả tệp .gguf vào đây',
    browse: 'Chọn tệp .gguf',
    without: 'Tiếp tục không có mô hình',
    withoutBody: 'Câu trả lời sẽ là các đoạn trích kèm trang.',
    finish: 'Hoàn tất và hỏi',
  },
  step: 'Bước {{step}} / {{steps}}',
};
