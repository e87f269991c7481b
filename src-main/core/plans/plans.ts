import { type AgentServices, type AnswerServices, answerStep } from '#core/conversations/index.ts';
import { type AuditFacts, type BoundOperation, type Call, createChanges, type Principal } from '#core/pipeline/index.ts';
import type { Logger } from '#core/ports/logger.ts';
import { createExecutor, type Executor, type ExecutorDeps, type StepEnd, type StepWork } from './executor.ts';
import { planHandlers, type PlanHandlerDeps } from './plan-handlers.ts';

export interface PlansDeps extends Omit<PlanHandlerDeps, 'executor' | 'changes'> {
  logger: Logger;
  answering: AnswerServices & { agents: AgentServices };
  personNow: ExecutorDeps['personNow'];
  /** Puts a step into the record as it ends, with what ran in it. */
  recordStep(end: StepEnd & { facts: AuditFacts; correlationId: string }): Promise<void>;
}

/** Goals as graphs of steps that run in the background, for the person whose plan it is. */
export function createPlans(deps: PlansDeps): { operations: BoundOperation[]; executor: Executor } {
  const changes = createChanges();
  const facts = new Map<string, { facts: AuditFacts; correlationId: string }>();

  async function carryOut({ principal, planId, step, before, signal }: StepWork) {
    const noted: AuditFacts = {};
    const correlationId = deps.crypto.uuid();
    facts.set(`${planId}/${step.key}`, { facts: noted, correlationId });
    const call: Call<Principal> = {
      principal, signal, correlationId, caller: 'plan',
      note: ({ metadata, ...more }) => void Object.assign(noted, more, metadata === undefined ? {} : { metadata: { ...noted.metadata, ...metadata } }),
    };
    const instruction = step.expected === '' ? step.instruction : `${step.instruction}\nExpected: ${step.expected}`;
    return answerStep(deps.answering, { instruction, agent: step.agent, before, cacheKey: `${principal.userId}/plan/${planId}/${step.key}` }, call);
  }

  const executor = createExecutor({
    ...deps, changes, carryOut,
    async recordStep(end) {
      const place = `${end.planId}/${end.key}`;
      const known = facts.get(place) ?? { facts: {}, correlationId: deps.crypto.uuid() };
      facts.delete(place);
      await deps.recordStep({ ...end, ...known });
    },
  });
  return { executor, operations: planHandlers({ ...deps, executor, changes }) };
}
