import { Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { GuardrailVerdict } from '#shared/contract/guardrails.ts';
import { Notice } from '#renderer/components/Notice.tsx';

/** Says that an answer was withheld, and why, or that pieces of it are covered; nothing where it stands as it was written. */
export function GuardrailNotice({ verdict }: { verdict: GuardrailVerdict | null }) {
  const { t } = useTranslation();
  if (verdict === null || (verdict.action !== 'refused' && verdict.action !== 'masked')) return null;
  const blocked = verdict.found.find(({ kind }) => kind === 'blocked')?.count ?? 0;
  const sentence = verdict.action === 'masked' ? t('guardrails.told.masked', { count: blocked }) : blocked > 0 ? t('guardrails.told.blocked') : t('guardrails.told.unsupported', { facts: verdict.facts ?? 0, supported: verdict.supported ?? 0 });
  return (
    <Notice state="degraded">
      <Typography variant="body2">{sentence}</Typography>
    </Notice>
  );
}

/** Says, while an answer is written, that what is shown of it is not final. */
export function CheckingNotice({ how }: { how: 'sentences' | 'whole' | null }) {
  const { t } = useTranslation();
  if (how === null) return null;
  return (
    <Notice state="working">
      <Typography variant="body2">{t(`guardrails.checking.${how}`)}</Typography>
    </Notice>
  );
}
