export { labelRank, maxLabelRank, visibleLabels } from './clearance.ts';
export { allows, ROLE_MATRIX } from './matrix.ts';
export { mayDo, permissionsOf } from './permits.ts';
export { limitFor } from './rate-limits.ts';
export { createSlidingWindow, type SlidingWindow } from './sliding-window.ts';
