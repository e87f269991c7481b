import type { ComparisonState } from '#shared/contract/comparisons.ts';
import type { State } from '#renderer/app/theme/tokens.ts';

export const COMPARISON_STATE: Record<ComparisonState, State> = { running: 'working', done: 'ready', cancelled: 'idle', failed: 'failed' };
