import type { Clock } from '#core/ports/clock.ts';

const FAILURES = 3;
const FIRST_REST_MS = 60_000;
const LONGEST_REST_MS = 15 * 60_000;

/** `closed`: it is used; `open`: it rests; `half-open`: the rest is over, and one request tries it. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** Keeps a model that crashes again and again from making every question wait for the next crash. */
export interface CircuitBreaker {
  /** False while the model rests, and while one request tries it after a rest. */
  allows(modelId: string): boolean;
  state(modelId: string): BreakerState;
  /** Milliseconds of rest that are left. */
  restMs(modelId: string): number;
  /** A request goes to the model; it ends with one of the three below. Gives the number of failures so far. */
  began(modelId: string): number;
  succeeded(modelId: string): void;
  /** A crash fails all that runs together: with `since`, what {@link began} gave, it counts once. After three in a row the model rests; each failed try after a rest doubles the next one, up to a quarter of an hour. */
  failed(modelId: string, since?: number): void;
  /** It says nothing about the model: the caller left. */
  cancelled(modelId: string): void;
}

interface Failing {
  failures: number;
  restMs: number;
  restsUntil: number;
  trying: boolean;
}

export function createCircuitBreaker(clock: Clock): CircuitBreaker {
  const models = new Map<string, Failing>();
  const counts = new Map<string, number>();
  const countOf = (modelId: string): number => counts.get(modelId) ?? 0;

  const restMs = (modelId: string): number => Math.max(0, (models.get(modelId)?.restsUntil ?? 0) - clock.elapsed());

  function state(modelId: string): BreakerState {
    const failing = models.get(modelId);
    if (!failing || failing.failures < FAILURES) return 'closed';
    return restMs(modelId) > 0 ? 'open' : 'half-open';
  }

  return {
    state,
    restMs,
    allows: (modelId) => state(modelId) === 'closed' || (state(modelId) === 'half-open' && models.get(modelId)?.trying !== true),
    began: (modelId) => {
      const failing = models.get(modelId);
      if (failing && state(modelId) === 'half-open') failing.trying = true;
      return countOf(modelId);
    },
    succeeded: (modelId) => {
      models.delete(modelId);
    },
    failed: (modelId, since = countOf(modelId)) => {
      if (since !== countOf(modelId)) return;
      counts.set(modelId, since + 1);
      const before = models.get(modelId) ?? { failures: 0, restMs: FIRST_REST_MS / 2, restsUntil: 0, trying: false };
      const failures = before.failures + 1;
      const rests = failures >= FAILURES && restMs(modelId) === 0;
      const rest = rests ? Math.min(LONGEST_REST_MS, before.restMs * 2) : before.restMs;
      models.set(modelId, { failures, restMs: rest, restsUntil: rests ? clock.elapsed() + rest : before.restsUntil, trying: false });
    },
    cancelled: (modelId) => {
      const failing = models.get(modelId);
      if (failing) failing.trying = false;
    },
  };
}
