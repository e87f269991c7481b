export const PROMPTS_KEY = ['prompts'] as const;
