import type { Texts } from '#shared/text/en/index.ts';

export const auth: Texts['auth'] = {
  starting: { title: 'Đang khởi động', body: 'Đang kết nối với Millwright trên máy này…' },
  unreachable: {
    title: 'Millwright không trả lời',
    body: 'Màn hình đang mở nhưng chương trình phía sau không chạy. Hãy khởi động lại chương trình rồi tải lại. Những gì đã lưu không bị mất.',
  },
  signIn: {
    title: 'Đăng nhập',
    to: 'Đăng nhập vào {{plant}}',
    plant: 'Nhà máy',
    name: 'Tên',
    password: 'Mật khẩu',
    submit: 'Đăng nhập',
    working: 'Đang đăng nhập…',
    expired: 'Phiên của bạn đã kết thúc. Hãy đăng nhập lại: bạn sẽ trở về chỗ cũ và những gì đã gõ vẫn còn.',
    signedOut: 'Bạn đã đăng xuất.',
    linkInvalid: 'Liên kết dùng một lần không được chấp nhận. Hãy đăng nhập bằng tên và mật khẩu.',
  },
  password: {
    title: 'Đổi mật khẩu',
    current: 'Mật khẩu hiện tại',
    next: 'Mật khẩu mới',
    repeat: 'Nhập lại mật khẩu mới',
    rule: 'Ít nhất 10 ký tự.',
    differs: 'Hai mật khẩu mới không giống nhau.',
    short: 'Cần ít nhất 10 ký tự.',
    submit: 'Đổi mật khẩu',
    done: 'Mật khẩu đã được đổi. Các phiên khác của bạn đã kết thúc.',
    show: 'Hiện mật khẩu',
    hide: 'Ẩn mật khẩu',
  },
};
