import type { BoundOperation } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { createCorrectionStore } from './correction-rows.ts';
import { type AvailableAgents, createRouter, type Router, type RouterDeps } from './router.ts';
import { routingHandlers } from './routing-handlers.ts';
import { createTrainedRoutings, type TrainingDeps } from './trained-routings.ts';

export interface RoutingDeps extends TrainingDeps {
  database: Database;
  clock: Clock;
  crypto: Crypto;
  agents: AvailableAgents;
  models: RouterDeps['models'];
}

/** Which agent a question is for: decided, corrected, and learnt from the corrections. */
export function createRouting(deps: RoutingDeps): { router: Router; operations: BoundOperation[] } {
  const corrections = createCorrectionStore(deps);
  const router = createRouter({ ...deps, corrections, trained: createTrainedRoutings(deps, corrections) });
  return { router, operations: routingHandlers({ router, corrections, agents: deps.agents }) };
}
