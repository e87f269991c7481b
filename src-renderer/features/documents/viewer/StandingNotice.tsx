import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { formatDate } from '#renderer/components/format.ts';
import { Notice } from '#renderer/components/Notice.tsx';

const today = (): string => formatDate(new Date().toISOString());

/** Says at the top of a document that it is not in force, or that its review is overdue. */
export function StandingNotice({ document: { standing, since, reviewOn } }: { document: DocumentSummary }) {
  const { t } = useTranslation();
  if (standing !== 'in-force') {
    return <Notice state={standing === 'not-yet' ? 'idle' : 'degraded'}>{t(`viewer.notInForce.${standing}`, { date: since === null ? '' : formatDate(since) })}</Notice>;
  }
  const overdue = reviewOn !== null && reviewOn < today();
  return overdue ? <Notice state="degraded">{t('viewer.reviewDue', { date: reviewOn })}</Notice> : null;
}
