export const PERSONAL_DATA_KEY = ['personal-data'] as const;
