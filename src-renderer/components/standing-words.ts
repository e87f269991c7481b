import type { TFunction } from 'i18next';
import type { Standing } from '#shared/contract/passages.ts';
import { formatDate } from './format.ts';

/** That a document is not in force, and since when; empty where it is. */
export function standingWords(t: TFunction, standing: Standing, since: string | null): string {
  if (standing === 'in-force') return '';
  return since === null ? t(`common.standing.${standing}`) : t(`common.standingSince.${standing}`, { date: formatDate(since) });
}
