import { useTranslation } from 'react-i18next';

interface Placed {
  document: { filename: string };
  page: number | null;
  section: string | null;
}

/** Where a passage stands, in words: "Manual.pdf, page 12, Limits". */
export function usePlace(): (passage: Placed) => string {
  const { t } = useTranslation();
  return ({ document: { filename: name }, page, section }) => {
    if (page !== null && section) return t('ask.place.pageSection', { name, page, section });
    if (page !== null) return t('ask.place.page', { name, page });
    return section ? t('ask.place.section', { name, section }) : name;
  };
}
