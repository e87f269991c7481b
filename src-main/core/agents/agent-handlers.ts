import { AgentDefinition, type AgentTemplate, agents } from '#shared/contract/agents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { bindHandlers, type BoundOperation, type Call, type Principal } from '#core/pipeline/index.ts';
import type { AgentStore } from './agent-store.ts';
import type { Agents } from './agents.ts';

export interface AgentHandlerDeps {
  store: AgentStore;
  agents: Agents;
  templates: readonly AgentTemplate[];
}

export function agentHandlers({ store, agents: usable, templates }: AgentHandlerDeps): BoundOperation[] {
  async function save(definition: AgentDefinition, { principal, note }: Call<Principal>) {
    refuseOwnHandOver(definition);
    const { id, ...agent } = await store.save(principal, definition);
    note({ resourceId: id, metadata: { version: agent.version } });
    return agent;
  }

  return bindHandlers(agents, {
    mine: async (_, { principal }) => ({ agents: await usable.availableTo(principal) }),
    list: async (_, { principal }) => ({ agents: await store.list(principal) }),
    templates: async () => ({ templates: [...templates] }),
    show: async ({ name }, { principal }) => ({ ...(await store.get(principal, name)), versions: await store.versions(principal, name) }),
    apply: (definition, call) => save(definition, call),
    async change({ name, change }, call) {
      const { definition } = await store.get(call.principal, name);
      const unknown = Object.keys(change).find((field) => !(field in AgentDefinition.shape));
      if (unknown !== undefined) throw new MillwrightError('AGENT_REFUSED', `An agent has no field "${unknown}".`);
      const changed = AgentDefinition.safeParse({ ...definition, ...change, name });
      if (!changed.success) throw new MillwrightError('AGENT_REFUSED', changed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' '));
      return save(changed.data, call);
    },
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

function refuseOwnHandOver({ name, agents: others }: AgentDefinition): void {
  if (others.includes(name)) throw new MillwrightError('AGENT_REFUSED', 'An agent cannot hand sub-tasks to itself.');
}
