export { accountGenerations } from './account-generations.ts';
export { usageHandlers } from './usage-handlers.ts';
