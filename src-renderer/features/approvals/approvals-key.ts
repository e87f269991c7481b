export const APPROVALS = ['approvals'] as const;
export const LISTS = [...APPROVALS, 'list'] as const;
