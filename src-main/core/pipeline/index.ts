export { bindHandlers, type BoundOperation } from './bind-handlers.ts';
export type { AuditFacts, Call, Credential, Principal } from './call.ts';
export { CallFailed } from './call-failed.ts';
export { createPipeline } from './create-pipeline.ts';
export type { Invocation, Outcome, Pipeline } from './pipeline.ts';
export { type Changes, createChanges } from './changes.ts';
export { sideBySide } from './side-by-side.ts';
