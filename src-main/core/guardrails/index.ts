export { guardrailHandlers } from './guardrail-handlers.ts';
export { type GuardrailRules, guardrailRules, NO_GUARDRAILS } from './guardrail-settings.ts';
export { createOutputCheck, type Grounding } from './output-check.ts';
export { type JudgedReply, recordMalformed, recordViolation } from './record-violation.ts';
export { countOldViolations, removeOldViolations } from './violation-rows.ts';
export type { Screened } from './screen.ts';
export type { GroundingIn } from './try-out.ts';
