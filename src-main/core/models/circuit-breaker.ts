import type { Clock } from '#core/ports/clock.ts';

const FAILURES = 3;
const REST_MS = 60_000;

/** Keeps a model that crashes again and again from making every question wait for the next crash. */
export interface CircuitBreaker {
  /** False while the model rests. After the rest one failure is enough for another. */
  allows(modelId: string): boolean;
  succeeded(modelId: string): void;
  failed(modelId: string): void;
}

export function createCircuitBreaker(clock: Clock): CircuitBreaker {
  const models = new Map<string, { failures: number; restsUntil: number }>();
  return {
    allows: (modelId) => (models.get(modelId)?.restsUntil ?? 0) <= clock.elapsed(),
    succeeded: (modelId) => {
      models.delete(modelId);
    },
    failed: (modelId) => {
      const failures = (models.get(modelId)?.failures ?? 0) + 1;
      models.set(modelId, { failures, restsUntil: failures >= FAILURES ? clock.elapsed() + REST_MS : 0 });
    },
  };
}
