export const APPROVALS = ['approvals'] as const;
/** People decide in minutes, not in seconds. */
export const LOOK_AGAIN_MS = 15_000;
