import type { TFunction } from 'i18next';
import type { Recall } from '#shared/contract/recalls.ts';

/** What happened to a document, in a sentence. */
export function recallSentence(t: TFunction, { reason, filename, fromRevision, toRevision, fromLabel, toLabel }: Recall): string {
  const revision = (name: string | null, otherwise: string): string => (name === null ? otherwise : t('knowledge.recalls.revision', { revision: name }));
  if (reason === 'relabelled') {
    return t('knowledge.recalls.reason.relabelled', { filename, from: fromLabel === null ? '?' : t(`common.labels.${fromLabel}`), to: toLabel === null ? '?' : t(`common.labels.${toLabel}`) });
  }
  const from = revision(fromRevision, t('knowledge.recalls.anyRevision'));
  return t(`knowledge.recalls.reason.${reason}`, { filename, from, to: revision(toRevision, t('knowledge.recalls.newRevision')) });
}
