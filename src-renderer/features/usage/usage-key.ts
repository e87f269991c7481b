export const USAGE_KEY = ['usage'] as const;
