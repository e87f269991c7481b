import type { Texts } from '#shared/text/en/index.ts';

export const policy: Texts['policy'] = {
  saved: 'Đã lưu. Có hiệu lực từ yêu cầu tiếp theo.',
  roles: {
    title: 'Theo vai trò',
    body: 'Mỗi người đọc tài liệu đến mức chuẩn của vai trò, trừ khi có mức riêng bên dưới. Số lần hỏi được tính trên mỗi phút và mỗi giờ bất kỳ.',
    standard: 'Đọc đến',
    most: 'Tối đa',
    rate: 'Được hỏi',
    standardOf: 'Mức đọc của {{role}}',
    mostOf: 'Mức tối đa của {{role}}',
    perMinute: 'mỗi phút',
    perHour: 'mỗi giờ',
    perMinuteOf: 'Số câu hỏi mỗi phút của {{role}}',
    perHourOf: 'Số câu hỏi mỗi giờ của {{role}}',
    save: 'Lưu',
    saveOf: 'Lưu số lần {{role}} được hỏi',
    reset: 'Mức chuẩn',
    resetOf: 'Mức chuẩn cho số lần {{role}} được hỏi',
  },
  people: {
    title: 'Theo người',
    body: 'Ít hơn hoặc nhiều hơn mức chuẩn của vai trò, trong phạm vi tối đa của vai trò.',
    own: 'Mức riêng',
    counts: 'Đọc đến',
    ownOf: 'Mức riêng của {{name}}',
    none: 'Theo vai trò',
  },
  rules: {
    title: 'Ngoài vai trò',
    body: 'Tất cả đều phải đúng, dù vai trò cho phép gì.',
    each: {
      'active-tenant': 'Nhà máy đang hoạt động.',
      'active-user': 'Người đó đang hoạt động.',
      'same-tenant': 'Điều được yêu cầu thuộc nhà máy của họ.',
      'own-or-permitted': 'Đó là của họ, hoặc họ có quyền với của người khác.',
      'cleared-for-label': 'Nhãn của nó nằm trong mức được đọc.',
    },
  },
};
