import { MillwrightError } from '#shared/contract/errors.ts';
import { grants } from '#shared/contract/grants.ts';
import type { AgentChanges, AgentStore } from '#core/agents/index.ts';
import { bindHandlers, type BoundOperation, type Principal } from '#core/pipeline/index.ts';
import { permissionsByRole } from '#core/policy/index.ts';
import type { Database } from '#core/ports/database.ts';
import type { Tools } from '#core/tools/index.ts';

export interface GrantHandlerDeps {
  database: Database;
  agents: { store: Pick<AgentStore, 'list'>; changes: Pick<AgentChanges, 'change'> };
  tools: Pick<Tools, 'store' | 'changes'>;
}

/** Who may use what in a plant: read from, and written into, what stands with each role, agent and tool. */
export function grantHandlers({ database, agents, tools }: GrantHandlerDeps): BoundOperation[] {
  return bindHandlers(grants, {
    async ofTenant({ id }, { principal }) {
      requireOwn(id, principal);
      const [roles, ofAgents, ofTools] = await Promise.all([database.withTenant(principal, permissionsByRole), agents.store.list(principal), tools.store.list(principal)]);
      return { tenant: id, roles, agents: ofAgents.map(({ definition }) => agentGrant(definition)), tools: ofTools.map(({ definition }) => toolGrant(definition)) };
    },
    async set({ id, agent, tool, enabled, roles, minimumRole }, { principal, note }) {
      requireOwn(id, principal);
      const noted = <T extends { id: string | null; version: number }>(saved: T): T => {
        note({ ...(saved.id === null ? {} : { resourceId: saved.id }), metadata: { version: saved.version } });
        return saved;
      };
      if (agent !== undefined) return agentGrant(noted(await agents.changes.change(principal, agent, { enabled, ...(roles ? { roles } : {}) })).definition);
      if (tool !== undefined) return toolGrant(noted(await tools.changes.change(principal, tool, { enabled, ...(minimumRole ? { minimumRole } : {}) })).definition);
      throw new MillwrightError('INVALID_INPUT');
    },
  });
}

function requireOwn(id: string, { tenantId }: Principal): void {
  if (id !== tenantId) throw new MillwrightError('TENANT_NOT_FOUND');
}

const agentGrant = <R>({ name, enabled, roles }: { name: string; enabled: boolean; roles: R }) => ({ agent: name, enabled, roles });
const toolGrant = <R>({ name, enabled, minimumRole }: { name: string; enabled: boolean; minimumRole: R }) => ({ tool: name, enabled, minimumRole });
