import { MillwrightError } from '#shared/contract/errors.ts';
import { mcp, type McpTool } from '#shared/contract/mcp.ts';
import { configOf, ToolDefinition } from '#shared/contract/tools.ts';
import { firstIssue } from '#shared/contract/validation-message.ts';
import { bindHandlers, type BoundOperation, type Call, type Principal } from '#core/pipeline/index.ts';
import { mayDo } from '#core/policy/index.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { TenantScope } from '#core/ports/database.ts';
import type { Egress } from '#core/ports/egress.ts';
import type { JsonSchemas } from '#core/ports/json-schema.ts';
import { McpFault, type McpServers } from '#core/ports/mcp-servers.ts';
import { mcpToolName } from '#core/tools/kinds/mcp-kind.ts';
import { requireSchemas } from '#core/tools/schema-checks.ts';
import { ToolFault } from '#core/tools/tool-kind.ts';
import { requireSecret, type ToolSecrets } from '#core/tools/tool-secrets.ts';
import type { ToolStore } from '#core/tools/tool-store.ts';
import { approvedDefinition } from './approved-definition.ts';
import type { KeptMcpServer, McpStore, OfferedTools } from './mcp-store.ts';
import { placeOf } from './place-of.ts';
import { toolsHash } from './tools-hash.ts';

export interface McpHandlerDeps {
  mcpStore: McpStore;
  servers: McpServers;
  store: ToolStore;
  toolSecrets: Pick<ToolSecrets, 'open'>;
  schemas: JsonSchemas;
  egress: Pick<Egress, 'allows'>;
  crypto: Pick<Crypto, 'sha256'>;
}

export function mcpHandlers({ mcpStore, servers, store, toolSecrets, schemas, egress, crypto }: McpHandlerDeps): BoundOperation[] {
  /** What a server offers now, which is kept in mind. */
  async function offeredBy(server: KeptMcpServer, call: Call<Principal>): Promise<OfferedTools> {
    const { principal, signal } = call;
    if (!server.enabled) throw new MillwrightError('TOOL_REFUSED', 'This MCP server is switched off. Switch it on to ask it for its tools.');
    try {
      const tools = await servers.tools(await placeOf(server, { call, secret: (name) => requireSecret(toolSecrets, principal, name) }), signal);
      const hash = toolsHash(crypto, tools);
      await mcpStore.saw(principal, server, hash);
      return { tools, hash };
    } catch (error) {
      if (error instanceof McpFault || error instanceof ToolFault) throw new MillwrightError('TOOL_REFUSED', error.message, { cause: error });
      throw error;
    }
  }

  /** Why a tool cannot be one here, in a sentence; null where it is kept now. */
  async function keep(principal: Principal, { name: server, pinned }: KeptMcpServer, tool: McpTool, writes: boolean): Promise<string | null> {
    const there = await store.find(principal, mcpToolName(server, tool.name));
    if (there && there.definition.kind !== 'mcp') return 'Another tool has this name.';
    const read = ToolDefinition.safeParse(approvedDefinition(server, tool, writes, { definition: there?.definition, pinned: pinned?.find(({ name }) => name === tool.name) }));
    if (!read.success) return firstIssue(read.error);
    try {
      requireSchemas(schemas, read.data);
    } catch (error) {
      if (error instanceof MillwrightError) return error.message;
      throw error;
    }
    await store.save(principal, read.data);
    return null;
  }

  const ofServer = async (scope: TenantScope, server: string): Promise<ToolDefinition[]> =>
    (await store.list(scope)).map(({ definition }) => definition).filter((definition) => definition.kind === 'mcp' && configOf('mcp', definition).server === server);

  return bindHandlers(mcp, {
    list: async (_, { principal }) => ({ servers: (await mcpStore.list(principal)).map(shown) }),
    async add({ name, source }, { principal, note }) {
      if (source.transport === 'stdio') requireOperator(principal);
      if (source.transport === 'http' && !egress.allows(source.url)) throw new MillwrightError('EGRESS_REFUSED');
      const saved = await mcpStore.save(principal, name, source);
      await servers.forget({ tenantId: principal.tenantId, name });
      note({ resourceId: saved.id });
      return shown(saved);
    },
    async discover({ name }, call) {
      const server = await mcpStore.require(call.principal, name);
      const { tools, hash } = await offeredBy(server, call);
      const kept = await ofServer(call.principal, name);
      call.note({ resourceId: server.id, metadata: { tools: tools.length, toolsHash: hash } });
      return { tools, hash, approved: hash === server.approved, pinned: server.pinned, readOnly: kept.filter(({ writes }) => !writes).map((definition) => configOf('mcp', definition).tool) };
    },
    async approve({ name, hash, readOnly }, call) {
      const { principal } = call;
      const server = await mcpStore.require(principal, name);
      const offered = await offeredBy(server, call);
      if (offered.hash !== hash) throw new MillwrightError('TOOL_REFUSED', 'The MCP server describes its tools otherwise by now. Look at them again.');
      const kept: string[] = [];
      const leftOut: { name: string; why: string }[] = [];
      for (const tool of offered.tools) {
        const why = await keep(principal, server, tool, !readOnly.includes(tool.name));
        if (why === null) kept.push(mcpToolName(name, tool.name));
        else leftOut.push({ name: tool.name, why });
      }
      for (const old of await ofServer(principal, name)) if (!kept.includes(old.name)) await store.remove(principal, old.name);
      await mcpStore.approve(principal, server, offered);
      call.note({ resourceId: server.id, metadata: { tools: kept.length, toolsHash: hash } });
      return { tools: kept, leftOut };
    },
    async switch({ name, enabled }, { principal, note }) {
      const server = await mcpStore.require(principal, name);
      if (enabled && server.source.transport === 'stdio') requireOperator(principal);
      const switched = await mcpStore.enable(principal, server, enabled);
      if (!enabled) await servers.forget({ tenantId: principal.tenantId, name });
      note({ resourceId: server.id });
      return shown(switched);
    },
    async remove({ name }, { principal, note }) {
      const server = await mcpStore.require(principal, name);
      await mcpStore.remove(principal, name);
      await servers.forget({ tenantId: principal.tenantId, name });
      for (const tool of await ofServer(principal, name)) await store.remove(principal, tool.name);
      note({ resourceId: server.id });
      return { removed: true };
    },
  });
}

function requireOperator(principal: Principal): void {
  if (!mayDo(principal, 'platform:operate')) throw new MillwrightError('FORBIDDEN', 'A program on this machine is set up by its operator alone.');
}

const shown = ({ name, source, approved, changed, enabled, changedAt }: KeptMcpServer) => ({ name, source, approved, changed, enabled, changedAt });
