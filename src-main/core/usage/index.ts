export { accountGenerations } from './account-generations.ts';
export { scheduleMeasurePruning } from './measure-pruning.ts';
export { createMeasureRetention } from './measure-retention.ts';
export { usageHandlers } from './usage-handlers.ts';
