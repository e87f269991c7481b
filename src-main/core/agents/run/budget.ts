import type { AgentLimits } from '#shared/contract/agents.ts';
import type { Clock } from '#core/ports/clock.ts';

export type Limit = 'steps' | 'tokens' | 'seconds';

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
  end(): void;
}

export function createBudget({ steps, tokens, seconds, depth }: AgentLimits, clock: Clock): Budget {
  const until = clock.elapsed() + seconds * 1_000;
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), seconds * 1_000);
  let [taken, spent] = [0, 0];
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
    end: () => clearTimeout(timer),
  });
  return at(depth);
}
