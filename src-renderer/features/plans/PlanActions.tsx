import { Button, Stack } from '@mui/material';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Plan } from '#shared/contract/plans.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { PLANS, planKey } from './plan-queries.ts';

interface Props {
  plan: Plan;
  onEdit: () => void;
  onRemove: () => void;
}

/** What can be done with a plan as it stands. */
export function PlanActions({ plan: { id, state, version }, onEdit, onRemove }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const action = useAction([...PLANS, 'list']);
  const put = (act: () => Promise<Plan>, done?: string) => () =>
    action.run(async () => void queries.setQueryData(planKey(id), await act()), done === undefined ? undefined : () => done);
  const run = put(() => client.plans.run({ id }));
  const pause = (now: boolean) => put(() => client.plans.pause({ id, now }));
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
      {state === 'draft' && (
        <Button variant="contained" disabled={action.pending} onClick={put(() => client.plans.approve({ id, version }), t('plans.approved'))}>
          {t('plans.approve')}
        </Button>
      )}
      {(state === 'approved' || state === 'paused') && (
        <Button variant="contained" disabled={action.pending} onClick={run}>
          {state === 'approved' ? t('plans.run') : t('plans.resume')}
        </Button>
      )}
      {state === 'running' && (
        <>
          <Button variant="outlined" disabled={action.pending} onClick={pause(false)}>
            {t('plans.pause')}
          </Button>
          <Button disabled={action.pending} onClick={pause(true)}>
            {t('plans.pauseNow')}
          </Button>
        </>
      )}
      {(state === 'draft' || state === 'approved') && <Button onClick={onEdit}>{t('plans.edit')}</Button>}
      <Button onClick={onRemove}>{t('plans.remove')}</Button>
    </Stack>
  );
}
