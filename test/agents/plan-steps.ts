import type { PlanStepDraft } from '#shared/contract/plans.ts';
import type { Plan } from '#shared/contract/plans.ts';
import type { Script } from '#test/support/gguf/make-scripted-gguf.ts';

/** A model that adds, and then writes long enough for somebody to come in between. */
export const SUMS: Script = {
  answer: ['The sum', ' is 2', ' in', ...Array.from({ length: 120 }, (_, n) => ` p${n}`), ' pieces.'],
  otherwise: [JSON.stringify({ tool: 'calculator', input: { expression: '1 + 1', unit: null } })],
};

export const step = (key: string, after: string[] = [], agent: string | null = null): PlanStepDraft => ({ key, title: `Step ${key}`, instruction: 'What is 1 + 1?', agent, expected: '', after });

/** The plan as the last event of a stream has it. */
export async function lastPlan(events: AsyncIterable<Record<string, unknown>>, each?: (plan: Plan) => void): Promise<Plan> {
  let last: Plan | undefined;
  for await (const event of events) {
    if (!('plan' in event)) continue;
    last = event['plan'] as Plan;
    each?.(last);
  }
  if (!last) throw new Error('no plan came');
  return last;
}
