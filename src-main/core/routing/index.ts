export { createRouting, type RoutingDeps } from './routing.ts';
export type { Router } from './router.ts';
