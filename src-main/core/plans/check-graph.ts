import { MillwrightError } from '#shared/contract/errors.ts';
import { MOST_PLAN_STEPS, type PlanStepDraft } from '#shared/contract/plans.ts';

/** What is wrong with a graph of steps, in a sentence; null where it can run: every name once, nothing missing, no circle. */
export function faultOf(steps: readonly Pick<PlanStepDraft, 'key' | 'agent' | 'after'>[], agents: ReadonlySet<string>): string | null {
  if (steps.length === 0 || steps.length > MOST_PLAN_STEPS) return `A plan has one to ${MOST_PLAN_STEPS} steps.`;
  const keys = new Set(steps.map(({ key }) => key));
  if (keys.size < steps.length) return 'Two steps have the same key.';
  for (const { key, agent, after } of steps) {
    if (agent !== null && !agents.has(agent)) return `Step "${key}" is for "${agent}", and there is no such agent among those you may use.`;
    const missing = after.find((each) => !keys.has(each));
    if (missing !== undefined) return `Step "${key}" waits for "${missing}", which is not in the plan.`;
  }
  const stuck = waitingForever(steps);
  return stuck.length === 0 ? null : `These steps wait for each other: ${stuck.join(', ')}.`;
}

/** Throws `PLAN_REFUSED`. */
export function requireGraph(steps: readonly PlanStepDraft[], agents: ReadonlySet<string>): void {
  const fault = faultOf(steps, agents);
  if (fault !== null) throw new MillwrightError('PLAN_REFUSED', fault);
}

/** Steps that can never begin, because the chain of what they need comes back to them. */
function waitingForever(steps: readonly Pick<PlanStepDraft, 'key' | 'after'>[]): string[] {
  const done = new Set<string>();
  for (let grown = true; grown; ) {
    const ready = steps.filter(({ key, after }) => !done.has(key) && after.every((each) => done.has(each)));
    for (const { key } of ready) done.add(key);
    grown = ready.length > 0;
  }
  return steps.filter(({ key }) => !done.has(key)).map(({ key }) => key);
}

/** A step and all that rests on it, however far. */
export function withDependents(steps: readonly Pick<PlanStepDraft, 'key' | 'after'>[], key: string): string[] {
  const found = new Set([key]);
  for (let size = 0; size < found.size; ) {
    size = found.size;
    for (const step of steps) if (step.after.some((each) => found.has(each))) found.add(step.key);
  }
  return [...found];
}
