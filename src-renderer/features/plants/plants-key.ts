export const PLANTS_KEY = ['tenants', 'list'] as const;
