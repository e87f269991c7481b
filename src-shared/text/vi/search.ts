import type { Texts } from '#shared/text/en/index.ts';

export const search: Texts['search'] = {
  title: 'Tìm kiếm',
  box: 'Tìm trong tài liệu',
  placeholder: 'Từ ngữ, số hiệu thiết bị, câu hỏi',
  submit: 'Tìm',
  found_one: '{{count}} kết quả trong {{documents}} tài liệu',
  found_other: '{{count}} kết quả trong {{documents}} tài liệu',
  mode: { hybrid: 'Theo từ khoá và ý nghĩa', keyword: 'Chỉ theo từ khoá', vector: 'Chỉ theo ý nghĩa' },
  working: 'Đang tìm…',
  results: 'Kết quả',
  score: 'Độ khớp {{value}}',
  kind: 'Tài liệu',
  anyDocument: 'Tất cả tài liệu',
  anyLabel: 'Tất cả nhãn',
  label: 'Nhãn',
  empty: { title: 'Tìm đúng trang', body: 'Gõ điều bạn tìm. Phím mũi tên di chuyển giữa các kết quả, Enter mở trang.' },
  nothing: { title: 'Không tìm thấy gì cho “{{query}}”', body: 'Hãy thử ít từ hơn, từ khác, hoặc số hiệu thiết bị đúng như trong tài liệu.' },
  filteredAway: 'Không có kết quả nào qua được bộ lọc.',
  clearFilters: 'Xoá bộ lọc',
};
