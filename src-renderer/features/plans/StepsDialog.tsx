import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Plan, PlanStepDraft } from '#shared/contract/plans.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { PLANS, planKey, useAgentTitles } from './plan-queries.ts';
import { emptyStep, StepsForm } from './StepsForm.tsx';

interface Props {
  /** The plan whose steps are changed, or the goal of one that is to be made. */
  of: Plan | { goal: string };
  onSaved: (plan: Plan) => void;
  onClose: () => void;
}

/** The steps of a plan, as a form. */
export function StepsDialog({ of, onSaved, onClose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const agents = useAgentTitles();
  const [steps, setSteps] = useState<PlanStepDraft[]>('id' in of ? of.steps.map(({ key, title, instruction, agent, expected, after }) => ({ key, title, instruction, agent, expected, after })) : [emptyStep([])]);
  const save = useMutation({
    mutationFn: async (): Promise<Plan> => {
      if ('id' in of) return client.plans.change({ id: of.id, version: of.version, steps });
      for await (const event of await client.plans.create({ goal: of.goal, steps })) if (event.type === 'plan') return event.plan;
      throw new Error('no plan came');
    },
    onSuccess: async (plan) => {
      queries.setQueryData(planKey(plan.id), plan);
      await queries.invalidateQueries({ queryKey: [...PLANS, 'list'] });
      onSaved(plan);
    },
  });
  const complete = steps.every(({ title, instruction }) => title.trim() !== '' && instruction.trim() !== '');
  return (
    <FormDialog title={t('plans.editTitle')} action={t('plans.save')} complete={complete} pending={save.isPending} failure={save.error} onSubmit={() => save.mutate()} onClose={onClose}>
      <StepsForm steps={steps} agents={agents} onChange={setSteps} />
    </FormDialog>
  );
}
