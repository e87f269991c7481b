import { type Agent, AgentDefinition } from '#shared/contract/agents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { firstIssue } from '#shared/contract/validation-message.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { AgentStore } from './agent-store.ts';

type Saved = Agent & { id: string };

/** How agents become others than they are. Both throw `AGENT_REFUSED`. */
export interface AgentChanges {
  /** Adds it, or replaces the one of that name. */
  apply(principal: Principal, definition: AgentDefinition): Promise<Saved>;
  /** Changes parts of it, and leaves the others. Throws `AGENT_NOT_FOUND`. */
  change(principal: Principal, name: string, change: Readonly<Record<string, unknown>>): Promise<Saved>;
}

export function createAgentChanges(store: Pick<AgentStore, 'get' | 'save'>): AgentChanges {
  async function apply(principal: Principal, definition: AgentDefinition): Promise<Saved> {
    if (definition.agents.includes(definition.name)) throw new MillwrightError('AGENT_REFUSED', 'An agent cannot hand sub-tasks to itself.');
    return store.save(principal, definition);
  }

  return {
    apply,
    async change(principal, name, change) {
      const { definition } = await store.get(principal, name);
      const unknown = Object.keys(change).find((field) => !(field in AgentDefinition.shape));
      if (unknown !== undefined) throw new MillwrightError('AGENT_REFUSED', `An agent has no field "${unknown}".`);
      const changed = AgentDefinition.safeParse({ ...definition, ...change, name });
      if (!changed.success) throw new MillwrightError('AGENT_REFUSED', firstIssue(changed.error));
      return apply(principal, changed.data);
    },
  };
}
