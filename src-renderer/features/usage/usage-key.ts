export const USAGE_KEY = ['usage'] as const;
export const MEASURES_KEY = ['usage-retention'] as const;
