export const RETENTION_KEY = ['audit', 'retention'] as const;
