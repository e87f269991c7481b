export const KEYS_KEY = ['apikeys', 'list'] as const;
