export type { ApprovalDesk, ApprovalWanted, RequestedBy } from './approval-desk.ts';
export { argumentsFor, valuesIn } from './current-state.ts';
export { createTools, type Tools } from './create-tools.ts';
export { canonicalJson } from './json-texts.ts';
export type { ToolOutcome, ToolRequest } from './tool-call.ts';
export type { ToolGateway } from './tool-gateway.ts';
export { ToolFault, type ToolInvocation, type ToolKind, type ToolYield } from './tool-kind.ts';
