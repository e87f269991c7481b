export { agentHandlers } from './agent-handlers.ts';
export { type AgentStore, createAgentStore } from './agent-store.ts';
export { type Agents, createAgents, type UsableAgent } from './agents.ts';
