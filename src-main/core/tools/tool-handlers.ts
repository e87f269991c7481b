import { type Tool, type ToolDefinition, tools } from '#shared/contract/tools.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/index.ts';
import type { TenantScope } from '#core/ports/database.ts';
import type { JsonSchemas } from '#core/ports/json-schema.ts';
import { requireCurrent } from './current-state.ts';
import { mayUse } from './gates.ts';
import type { KindTable } from './kind-table.ts';
import { requireSchemas } from './schema-checks.ts';
import { type ToolGateway, toOffered } from './tool-gateway.ts';
import type { ToolSecrets } from './tool-secrets.ts';
import type { KeptTool, ToolStore } from './tool-store.ts';

export interface ToolHandlerDeps {
  store: ToolStore;
  kinds: KindTable;
  schemas: JsonSchemas;
  gateway: ToolGateway;
  toolSecrets: ToolSecrets;
  /** Names of the tools that come with Millwright. */
  shipped: ReadonlySet<string>;
}

export function toolHandlers({ store, kinds, schemas, gateway, toolSecrets, shipped }: ToolHandlerDeps): BoundOperation[] {
  async function shown({ definition, origin, version, changedAt }: KeptTool, scope: TenantScope): Promise<Tool> {
    const kind = kinds.of(definition);
    return { definition, origin, version, changedAt, leavesMachine: kind.leavesMachine(definition), problem: await kind.problem(definition, scope) };
  }

  function requireSound(definition: ToolDefinition): void {
    const { name, kind, writes, minimumRole } = definition;
    if (shipped.has(name) && kind !== 'builtin') throw new MillwrightError('TOOL_REFUSED', `A tool called "${name}" comes with Millwright. Give yours another name.`);
    if (writes && minimumRole === 'viewer') throw new MillwrightError('TOOL_REFUSED', 'Viewers change nothing: a tool that writes is for users or admins.');
    requireSchemas(schemas, definition);
    kinds.of(definition).check(definition);
  }

  return bindHandlers(tools, {
    mine: async (_, { principal }) => ({ tools: (await store.list(principal)).flatMap(({ definition }) => (mayUse(principal, definition) ? [toOffered(definition)] : [])) }),
    list: async (_, { principal }) => ({ tools: await Promise.all((await store.list(principal)).map((tool) => shown(tool, principal))), secrets: await toolSecrets.names(principal) }),
    async show({ name }, { principal }) {
      const found = await store.find(principal, name);
      if (!found) throw new MillwrightError('TOOL_NOT_FOUND');
      return { ...(await shown(found, principal)), versions: await store.versions(principal, name) };
    },
    async apply(definition, { principal, note }) {
      requireSound(definition);
      if (definition.current !== null) requireCurrent(definition, definition.current, await store.find(principal, definition.current.tool), schemas);
      const saved = await store.save(principal, definition);
      note({ ...(saved.id === null ? {} : { resourceId: saved.id }), metadata: { version: saved.version } });
      return shown(saved, principal);
    },
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
