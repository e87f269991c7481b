import { Button, Stack, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Plan } from '#shared/contract/plans.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { PLANS, planKey } from './plan-queries.ts';
import { StepsDialog } from './StepsDialog.tsx';

/** A goal, and who thinks of the steps. */
export function NewPlan() {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const leaving = useRef(new AbortController());
  const [goal, setGoal] = useState('');
  const [byHand, setByHand] = useState(false);
  const open = (plan: Plan) => void navigate(`/plans/${plan.id}`);
  const make = useMutation({
    mutationFn: async (): Promise<Plan | null> => {
      leaving.current = new AbortController();
      const { signal } = leaving.current;
      try {
        for await (const event of await client.plans.create({ goal }, { signal })) if (event.type === 'plan') return event.plan;
      } catch (error) {
        if (!signal.aborted) throw error;
      }
      return null;
    },
    onSuccess: async (plan) => {
      if (plan === null) return;
      queries.setQueryData(planKey(plan.id), plan);
      await queries.invalidateQueries({ queryKey: [...PLANS, 'list'] });
      open(plan);
    },
  });
  const ready = goal.trim() !== '' && !make.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) make.mutate();
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 1.5, maxWidth: 860 }}>
      <TextField required multiline minRows={2} label={t('plans.goal')} helperText={t('plans.goalHint')} value={goal} disabled={make.isPending} onChange={({ target }) => setGoal(target.value)} slotProps={{ htmlInput: { maxLength: 4_000 } }} />
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        {make.isPending ? (
          <Button variant="outlined" onClick={() => leaving.current.abort()}>
            {t('plans.stop')}
          </Button>
        ) : (
          <Button type="submit" variant="contained" disabled={!ready}>
            {t('plans.make')}
          </Button>
        )}
        <Button disabled={!ready} onClick={() => setByHand(true)}>
          {t('plans.byHand')}
        </Button>
      </Stack>
      {make.isPending && <Waiting>{t('plans.thinking')}</Waiting>}
      {make.isError && <FailureNotice failure={make.error} onRetry={() => make.mutate()} />}
      {byHand && <StepsDialog of={{ goal }} onSaved={open} onClose={() => setByHand(false)} />}
    </Stack>
  );
}
