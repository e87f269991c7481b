export const FOLDERS_KEY = ['folders', 'list'] as const;
