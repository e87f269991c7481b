import type { AgentDefinition, OfferedAgent } from '#shared/contract/agents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { AgentStore } from './agent-store.ts';

/** An agent that a person may use, as it stands now, with the version of its definition. */
export interface UsableAgent {
  definition: AgentDefinition;
  version: number;
}

/** Which agents a person may use. */
export interface Agents {
  /** By title; what they are chosen by: descriptions and examples. Read anew every time. */
  availableTo(principal: Principal): Promise<OfferedAgent[]>;
  /** Throws `AGENT_NOT_FOUND` for one that is not there, is switched off, or is not for this person: nobody can tell which. */
  usable(principal: Principal, name: string): Promise<UsableAgent>;
}

/** @param wording what the plant has an agent told in place of its definition's prompt; null for nothing */
export function createAgents(store: Pick<AgentStore, 'list'>, wording: (principal: Principal, agent: string) => Promise<string | null>): Agents {
  const allowed = async (principal: Principal): Promise<UsableAgent[]> =>
    (await store.list(principal)).filter(({ definition }) => definition.enabled && definition.roles.includes(principal.role));

  return {
    async availableTo(principal) {
      return (await allowed(principal)).map(({ definition: { name, title, description, examples, languages, format, tools } }) => ({ name, title, description, examples, languages, format, tools }));
    },
    async usable(principal, name) {
      const found = (await allowed(principal)).find(({ definition }) => definition.name === name);
      if (!found) throw new MillwrightError('AGENT_NOT_FOUND');
      return { definition: { ...found.definition, prompt: (await wording(principal, name)) ?? found.definition.prompt }, version: found.version };
    },
  };
}
