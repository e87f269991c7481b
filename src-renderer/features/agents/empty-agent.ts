import type { AgentDefinition } from '#shared/contract/agents.ts';

/** What a new agent begins with. */
export function emptyAgent(): AgentDefinition {
  return {
    name: '', title: '', description: '', prompt: '', modelRole: 'auto', model: null, tools: [], collections: [], agents: [], format: 'summary_text', memory: 'conversation',
    limits: { steps: 6, tokens: 4_000, seconds: 180, depth: 1 }, roles: ['admin', 'user', 'viewer'], examples: [], languages: [], enabled: true,
  };
}
