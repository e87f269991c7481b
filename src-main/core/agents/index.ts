export { type AgentChanges, createAgentChanges } from './agent-changes.ts';
export { agentHandlers } from './agent-handlers.ts';
export { type AgentStore, createAgentStore } from './agent-store.ts';
export { type Agents, createAgents, type UsableAgent } from './agents.ts';
export { asOne, gatherSeveral, type PartTask } from './run/gather-several.ts';
export { chunksOf, type DecidedCall, decidedStep, type DecidedRun, labelOf, type PausedRun, type PausedRuns, type PausePlace, stepsOf } from './run/paused-run.ts';
export { type AgentTask, gather, type Gathered, type GatherDeps, type Resumed } from './run/gather.ts';
export type { DoorTool, ToolCall, ToolDoor, ToolOutcome } from './run/tool-door.ts';
export { type AgentEvidence, agentAnswer, evidenceOf } from './run/written-from.ts';
