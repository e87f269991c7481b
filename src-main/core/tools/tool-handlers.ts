import { type Tool, tools } from '#shared/contract/tools.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { bindHandlers, type BoundOperation, type Call, type Principal } from '#core/pipeline/index.ts';
import type { TenantScope } from '#core/ports/database.ts';
import { mayUse } from './gates.ts';
import type { KindTable } from './kind-table.ts';
import type { ToolChanges } from './tool-changes.ts';
import { type ToolGateway, toOffered } from './tool-gateway.ts';
import type { ToolSecrets } from './tool-secrets.ts';
import type { KeptTool, ToolStore } from './tool-store.ts';

export interface ToolHandlerDeps {
  store: ToolStore;
  kinds: KindTable;
  changes: ToolChanges;
  gateway: ToolGateway;
  toolSecrets: ToolSecrets;
}

export function toolHandlers({ store, kinds, changes, gateway, toolSecrets }: ToolHandlerDeps): BoundOperation[] {
  async function shown({ definition, origin, version, changedAt }: KeptTool, scope: TenantScope): Promise<Tool> {
    const kind = kinds.of(definition);
    return { definition, origin, version, changedAt, leavesMachine: kind.leavesMachine(definition), problem: await kind.problem(definition, scope) };
  }

  function noted(saved: KeptTool, { principal, note }: Call<Principal>): Promise<Tool> {
    note({ ...(saved.id === null ? {} : { resourceId: saved.id }), metadata: { version: saved.version } });
    return shown(saved, principal);
  }

  return bindHandlers(tools, {
    mine: async (_, { principal }) => ({ tools: (await store.list(principal)).flatMap(({ definition }) => (mayUse(principal, definition) ? [toOffered(definition)] : [])) }),
    list: async (_, { principal }) => ({ tools: await Promise.all((await store.list(principal)).map((tool) => shown(tool, principal))), secrets: await toolSecrets.names(principal) }),
    async show({ name }, { principal }) {
      const found = await store.find(principal, name);
      if (!found) throw new MillwrightError('TOOL_NOT_FOUND');
      return { ...(await shown(found, principal)), versions: await store.versions(principal, name) };
    },
    apply: async (definition, call) => noted(await changes.apply(call.principal, definition), call),
    change: async ({ name, change }, call) => noted(await changes.change(call.principal, name, change), call),
    async remove({ name }, { principal, note }) {
      note({ resourceId: await store.remove(principal, name) });
      return { removed: true };
    },
    async test({ name, arguments: given }, call) {
      const outcome = await gateway.call(call, { tool: name, arguments: given, agent: null, conversationId: null, requestedBy: 'person', why: '' }, call.signal);
      return outcome;
    },
    async keepSecret({ name, secret }, { principal }) {
      await toolSecrets.keep(principal, name, secret);
      return { kept: true };
    },
    async dropSecret({ name }, { principal }) {
      await toolSecrets.drop(principal, name);
      return { dropped: true };
    },
  });
}
