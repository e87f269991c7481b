import type { PausedRuns } from '#core/agents/index.ts';
import { type AgentServices, type AnswerServices, answerStep } from '#core/conversations/index.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type AuditFacts, type BoundOperation, type Call, createChanges, type Principal } from '#core/pipeline/index.ts';
import type { Logger } from '#core/ports/logger.ts';
import { type Carried, createExecutor, type Executor, type ExecutorDeps, type StepEnd, type StepWork } from './executor.ts';
import { planHandlers, type PlanHandlerDeps } from './plan-handlers.ts';

export interface PlansDeps extends Omit<PlanHandlerDeps, 'executor' | 'changes'> {
  paused: PausedRuns;
  waits: ExecutorDeps['waits'];
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

  async function carryOut({ principal, planId, step, before, signal }: StepWork): Promise<Carried> {
    const { tenantId } = principal;
    const waited = await deps.paused.ofStep(tenantId, planId, step.key);
    const decided = waited === null ? null : await deps.paused.decided(tenantId, waited);
    // The program ended while it waited, or before it said so.
    if (waited !== null && decided === null) return { waits: waited };
    const noted: AuditFacts = {};
    const correlationId = decided?.correlationId ?? deps.crypto.uuid();
    facts.set(`${planId}/${step.key}`, { facts: noted, correlationId });
    const call: Call<Principal> = {
      principal, signal, correlationId, caller: 'plan',
      note: ({ metadata, ...more }) => void Object.assign(noted, more, metadata === undefined ? {} : { metadata: { ...noted.metadata, ...metadata } }),
    };
    const instruction = step.expected === '' ? step.instruction : `${step.instruction}\nExpected: ${step.expected}`;
    if (decided && decided.call.status !== 'ok') throw new MillwrightError('PLAN_REFUSED', decided.call.sentence);
    const answer = await answerStep(deps.answering, { instruction, agent: step.agent, before, cacheKey: `${principal.userId}/plan/${planId}/${step.key}`, place: { planId, step: step.key }, decided }, call);
    const waits = answer.agent?.steps.find(({ status }) => status === 'waiting')?.approval;
    return waits == null ? { answer } : { waits };
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
