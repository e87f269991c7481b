export const NOTICES = ['notices'] as const;
/** While something is on its way somebody may be watching. */
export const LOOK_AGAIN_MS = 5_000;
