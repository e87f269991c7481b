export const SESSIONS_KEY = ['sessions', 'list'] as const;
