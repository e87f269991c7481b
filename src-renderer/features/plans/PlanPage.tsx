import { Box, Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import type { Plan, PlanStep } from '#shared/contract/plans.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { Screen } from '#renderer/components/Screen.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { useAction } from '#renderer/components/use-action.ts';
import { ProgressBar, Waiting } from '#renderer/components/Waiting.tsx';
import { PLAN_STATE } from './plan-state.ts';
import { PLANS, useAgentTitles, usePlan } from './plan-queries.ts';
import { PlanActions } from './PlanActions.tsx';
import { PlanGraph } from './PlanGraph.tsx';
import { PlanStepItem } from './PlanStepItem.tsx';
import { RetryDialog } from './RetryDialog.tsx';
import { StepsDialog } from './StepsDialog.tsx';

/** One plan: its graph, its steps with what came of them, and what can be done with it. */
export function PlanPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const plan = usePlan(id);
  return (
    <Screen title={t('plans.title')} actions={<Button component={Link} to="/plans">{t('plans.all')}</Button>}>
      {plan.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {plan.isError && <FailureNotice failure={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.data && <PlanView plan={plan.data} />}
    </Screen>
  );
}

type Opened = { what: 'edit' | 'remove' } | { what: 'retry'; step: PlanStep };

function PlanView({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const client = useClient();
  const navigate = useNavigate();
  const action = useAction(PLANS);
  const agents = useAgentTitles();
  const [opened, setOpened] = useState<Opened | null>(null);
  const { id, goal, state, madeBy, steps, done, total } = plan;
  const close = () => setOpened(null);
  const agentTitle = (agent: string | null): string => (agent === null ? t('plans.documents') : (agents.find(({ name }) => name === agent)?.title ?? agent));
  const titles = new Map(steps.map(({ key, title }) => [key, title]));
  const show = (key: string) => {
    const step = document.getElementById(`step-${key}`);
    step?.scrollIntoView({ block: 'start' });
    step?.focus();
  };
  const begun = state !== 'draft' && state !== 'approved';
  const remove = () =>
    action.run(async () => {
      await client.plans.remove({ id });
      void navigate('/plans');
    }, () => t('plans.removed'));
  return (
    <Stack sx={{ gap: 2 }}>
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="h2" sx={{ flex: '1 1 24rem', overflowWrap: 'anywhere' }}>
          {goal}
        </Typography>
        <StatusChip state={PLAN_STATE[state]}>{t(`plans.states.${state}`)}</StatusChip>
      </Stack>
      {!begun && madeBy !== 'person' && <Notice state={madeBy === 'model' ? 'idle' : 'degraded'}>{t(`plans.madeBy.${madeBy}`)}</Notice>}
      <PlanActions plan={plan} onEdit={() => setOpened({ what: 'edit' })} onRemove={() => setOpened({ what: 'remove' })} />
      {begun && state !== 'done' && <ProgressBar share={done / total} label={t('plans.done', { done, total })} />}
      {begun && (
        <Typography variant="body2" color="textSecondary" aria-live="polite">
          {[t('plans.done', { done, total }), ...(state === 'running' ? [t('plans.running')] : [])].join('. ')}
        </Typography>
      )}
      <PlanGraph steps={steps} agentTitle={agentTitle} onOpen={show} />
      <Box component="ol" aria-label={t('plans.list')} sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, padding: 0, margin: 0 }}>
        {steps.map((step, at) => (
          <PlanStepItem
            key={step.key}
            n={at + 1}
            step={step}
            after={step.after.map((key) => titles.get(key) ?? key)}
            agentTitle={agentTitle}
            onRetry={step.state === 'done' || step.state === 'failed' ? () => setOpened({ what: 'retry', step }) : undefined}
          />
        ))}
      </Box>
      {opened?.what === 'edit' && (
        <StepsDialog
          of={plan}
          onSaved={() => {
            showToast({ state: 'ready', text: t('plans.saved') });
            close();
          }}
          onClose={close}
        />
      )}
      {opened?.what === 'retry' && <RetryDialog id={id} step={opened.step} onClose={close} />}
      {opened?.what === 'remove' && <ConfirmDialog title={t('plans.removeTitle')} body={t('plans.removeBody')} action={t('plans.remove')} onConfirm={remove} onClose={close} />}
    </Stack>
  );
}
