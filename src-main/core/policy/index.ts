export { clearanceOf, type Cleared, highestLabel, labelRank, maxLabelRank, visibleLabels } from './clearance.ts';
export { allows, ROLE_MATRIX } from './matrix.ts';
export { policyHandlers } from './policy-handlers.ts';
export type { PolicySettings } from './policy-settings.ts';
export { limitFor } from './rate-limits.ts';
export { createSlidingWindow, type SlidingWindow } from './sliding-window.ts';
export { type Guarded, guardOutgoing } from './pii/guard-outgoing.ts';
export { personalDataHandlers } from './pii/personal-data-handlers.ts';
export { personalDataSettings } from './pii/personal-data-settings.ts';
