import { useTranslation } from 'react-i18next';
import { formatNumber } from '#renderer/components/format.ts';

/** A share as a percentage; a dash where there is none. */
export function useShare(): (value: number | null) => string {
  const { t, i18n } = useTranslation();
  return (value) => (value === null ? '–' : t('common.percent', { value: formatNumber(value * 100, i18n.language, 1) }));
}
