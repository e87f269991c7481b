import type { PlanState, PlanStepState } from '#shared/contract/plans.ts';
import type { State } from '#renderer/app/theme/tokens.ts';

export const PLAN_STATE: Record<PlanState, State> = { draft: 'idle', approved: 'idle', running: 'working', paused: 'degraded', done: 'ready', failed: 'failed' };
export const STEP_STATE: Record<PlanStepState, State> = { waiting: 'idle', running: 'working', approval: 'degraded', done: 'ready', failed: 'failed' };
