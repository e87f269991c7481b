export const OPENINGS_KEY = ['openings'] as const;
