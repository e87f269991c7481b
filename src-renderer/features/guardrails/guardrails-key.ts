export const GUARDRAILS_KEY = ['guardrails'] as const;
export const VIOLATIONS_KEY = ['guardrail-violations'] as const;
