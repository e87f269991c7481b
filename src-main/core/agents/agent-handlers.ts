import { type Agent, type AgentTemplate, agents } from '#shared/contract/agents.ts';
import { bindHandlers, type BoundOperation, type Call, type Principal } from '#core/pipeline/index.ts';
import type { AgentChanges } from './agent-changes.ts';
import type { AgentStore } from './agent-store.ts';
import type { Agents } from './agents.ts';

export interface AgentHandlerDeps {
  store: AgentStore;
  changes: AgentChanges;
  agents: Agents;
  templates: readonly AgentTemplate[];
}

export function agentHandlers({ store, changes, agents: usable, templates }: AgentHandlerDeps): BoundOperation[] {
  function noted({ id, ...agent }: Agent & { id: string }, { note }: Call<Principal>): Agent {
    note({ resourceId: id, metadata: { version: agent.version } });
    return agent;
  }

  return bindHandlers(agents, {
    mine: async (_, { principal }) => ({ agents: await usable.availableTo(principal) }),
    list: async (_, { principal }) => ({ agents: await store.list(principal) }),
    templates: async () => ({ templates: [...templates] }),
    show: async ({ name }, { principal }) => ({ ...(await store.get(principal, name)), versions: await store.versions(principal, name) }),
    apply: async (definition, call) => noted(await changes.apply(call.principal, definition), call),
    change: async ({ name, change }, call) => noted(await changes.change(call.principal, name, change), call),
    async remove({ name }, { principal, note }) {
      note({ resourceId: await store.remove(principal, name) });
      return { removed: true };
    },
    async reload(_, { principal }) {
      const all = await store.list(principal);
      const enabled = all.filter(({ definition }) => definition.enabled).length;
      return { enabled, disabled: all.length - enabled };
    },
  });
}
