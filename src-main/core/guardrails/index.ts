export { guardrailHandlers } from './guardrail-handlers.ts';
export { type GuardrailRules, guardrailRules, NO_GUARDRAILS } from './guardrail-settings.ts';
export { createInParts } from './in-parts.ts';
export { createOutputCheck, type Grounding, type OutputCheck } from './output-check.ts';
export { type JudgedReply, recordMalformed, recordViolation } from './record-violation.ts';
export { countOldViolations, removeOldViolations } from './violation-rows.ts';
export type { Screened } from './screen.ts';
