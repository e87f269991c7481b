import { TextField, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanStep } from '#shared/contract/plans.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { planKey } from './plan-queries.ts';

/** One step once more, with the same words or others. */
export function RetryDialog({ id, step: { key, title, instruction }, onClose }: { id: string; step: PlanStep; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [words, setWords] = useState(instruction);
  const retry = useMutation({
    mutationFn: () => client.plans.retry({ id, step: key, ...(words.trim() === instruction ? {} : { instruction: words.trim() }) }),
    onSuccess: (plan) => {
      queries.setQueryData(planKey(id), plan);
      onClose();
    },
  });
  return (
    <FormDialog title={t('plans.retryTitle', { title })} action={t('plans.retry')} complete={words.trim() !== ''} pending={retry.isPending} failure={retry.error} onSubmit={() => retry.mutate()} onClose={onClose}>
      <Typography variant="body2">{t('plans.retryBody')}</Typography>
      <TextField autoFocus multiline minRows={3} label={t('plans.field.instruction')} value={words} onChange={({ target }) => setWords(target.value)} slotProps={{ htmlInput: { maxLength: 2_000 } }} />
    </FormDialog>
  );
}
