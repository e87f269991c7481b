import { Link as MuiLink, TableCell, TableRow, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PlanSummary } from '#shared/contract/plans.ts';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { Screen } from '#renderer/components/Screen.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { NewPlan } from './NewPlan.tsx';
import { PLAN_STATE } from './plan-state.ts';
import { usePlans } from './plan-queries.ts';

/** The plans of whoever looks, and the goal of a new one. */
export function PlansScreen() {
  const { t } = useTranslation();
  const list = usePlans();
  const plans = list.data?.plans ?? [];
  return (
    <Screen title={t('plans.title')}>
      <Typography color="textSecondary">{t('plans.body')}</Typography>
      <NewPlan />
      {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data && plans.length === 0 && <EmptyState title={t('plans.none')} />}
      {plans.length > 0 && (
        <FramedTable label={t('plans.table')} columns={[t('plans.column.goal'), t('plans.column.state'), t('plans.column.steps'), t('plans.column.changed')]}>
          {plans.map((plan) => (
            <PlanRow key={plan.id} plan={plan} />
          ))}
        </FramedTable>
      )}
    </Screen>
  );
}

function PlanRow({ plan: { id, goal, state, done, total, updatedAt } }: { plan: PlanSummary }) {
  const { t } = useTranslation();
  return (
    <TableRow hover>
      <TableCell sx={{ overflowWrap: 'anywhere' }}>
        <MuiLink component={Link} to={`/plans/${id}`}>
          {goal}
        </MuiLink>
      </TableCell>
      <TableCell>
        <StatusChip state={PLAN_STATE[state]}>{t(`plans.states.${state}`)}</StatusChip>
      </TableCell>
      <TableCell>{t('plans.done', { done, total })}</TableCell>
      <TableCell align="right">{formatTime(updatedAt)}</TableCell>
    </TableRow>
  );
}
