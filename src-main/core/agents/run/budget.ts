import type { AgentLimits } from '#shared/contract/agents.ts';
import type { Clock } from '#core/ports/clock.ts';

export type Limit = 'steps' | 'tokens' | 'seconds';

/** What a run has used of its limits. */
export interface Spent {
  steps: number;
  tokens: number;
  ms: number;
}

/** What is left of a run's limits. Sub-tasks use up the same. */
export interface Budget {
  /** The limit that has been reached; null while there is something left of all. */
  reached(): Limit | null;
  /** The number of the next step. */
  step(): number;
  spendTokens(count: number): void;
  readonly tokensLeft: number;
  /** Fires when the time is over. */
  readonly signal: AbortSignal;
  readonly depth: number;
  /** The same budget, one sub-task deeper. */
  deeper(): Budget;
  /** What has been used up by now. */
  spent(): Spent;
  end(): void;
}

/** @param before what the run had used when it last waited; the time it waited is not counted */
export function createBudget({ steps, tokens, seconds, depth }: AgentLimits, clock: Clock, before: Spent = { steps: 0, tokens: 0, ms: 0 }): Budget {
  const began = clock.elapsed() - before.ms;
  const until = began + seconds * 1_000;
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), Math.max(0, seconds * 1_000 - before.ms));
  let { steps: taken, tokens: spent } = before;
  const at = (left: number): Budget => ({
    reached: () => (over.signal.aborted || clock.elapsed() >= until ? 'seconds' : taken >= steps ? 'steps' : spent >= tokens ? 'tokens' : null),
    step: () => (taken += 1),
    spendTokens: (count) => void (spent += count),
    get tokensLeft() {
      return Math.max(0, tokens - spent);
    },
    signal: over.signal,
    depth: left,
    deeper: () => at(left - 1),
    spent: () => ({ steps: taken, tokens: spent, ms: Math.round(clock.elapsed() - began) }),
    end: () => clearTimeout(timer),
  });
  return at(depth);
}
