import { MillwrightError } from '#shared/contract/errors.ts';
import { mcp, type McpTool } from '#shared/contract/mcp.ts';
import { ToolDefinition } from '#shared/contract/tools.ts';
import { bindHandlers, type BoundOperation, type Principal } from '#core/pipeline/index.ts';
import { mayDo } from '#core/policy/index.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Egress } from '#core/ports/egress.ts';
import type { JsonSchemas } from '#core/ports/json-schema.ts';
import { McpFault, type McpServers } from '#core/ports/mcp-servers.ts';
import { mcpToolName } from '#core/tools/kinds/mcp-kind.ts';
import { requireSchemas } from '#core/tools/schema-checks.ts';
import type { ToolStore } from '#core/tools/tool-store.ts';
import type { KeptMcpServer, McpStore } from './mcp-store.ts';
import { toolsHash } from './tools-hash.ts';

const LONGEST_DESCRIPTION = 1_000;

export interface McpHandlerDeps {
  mcpStore: McpStore;
  servers: McpServers;
  store: ToolStore;
  schemas: JsonSchemas;
  egress: Pick<Egress, 'allows'>;
  crypto: Pick<Crypto, 'sha256'>;
}

export function mcpHandlers({ mcpStore, servers, store, schemas, egress, crypto }: McpHandlerDeps): BoundOperation[] {
  async function offeredBy({ name, source }: KeptMcpServer, { tenantId }: Principal, signal: AbortSignal): Promise<{ tools: McpTool[]; hash: string }> {
    try {
      const tools = await servers.tools({ tenantId, name, source }, signal);
      return { tools, hash: toolsHash(crypto, tools) };
    } catch (error) {
      if (error instanceof McpFault) throw new MillwrightError('TOOL_REFUSED', error.message, { cause: error });
      throw error;
    }
  }

  /** Why a tool cannot be one here, in a sentence; null where it is kept now. */
  async function keep(principal: Principal, definition: object & { name: string }): Promise<string | null> {
    const read = ToolDefinition.safeParse(definition);
    if (!read.success) return read.error.issues[0]?.message ?? 'It cannot be described here.';
    const there = await store.find(principal, definition.name);
    if (there && there.definition.kind !== 'mcp') return 'Another tool has this name.';
    try {
      requireSchemas(schemas, read.data);
    } catch (error) {
      if (error instanceof MillwrightError) return error.message;
      throw error;
    }
    await store.save(principal, read.data);
    return null;
  }

  const ofServer = async (principal: Principal, server: string): Promise<string[]> =>
    (await store.list(principal)).filter(({ definition: { kind, config } }) => kind === 'mcp' && config['server'] === server).map(({ definition }) => definition.name);

  return bindHandlers(mcp, {
    list: async (_, { principal }) => ({ servers: (await mcpStore.list(principal)).map(shown) }),
    async add({ name, source }, { principal, note }) {
      if (source.transport === 'stdio' && !mayDo(principal, 'platform:operate')) throw new MillwrightError('FORBIDDEN', 'A program on this machine is set up by its operator alone.');
      if (source.transport === 'http' && !egress.allows(source.url)) throw new MillwrightError('EGRESS_REFUSED');
      const saved = await mcpStore.save(principal, name, source);
      note({ resourceId: saved.id });
      return shown(saved);
    },
    async discover({ name }, { principal, note, signal }) {
      const server = await mcpStore.require(principal, name);
      const { tools, hash } = await offeredBy(server, principal, signal);
      note({ resourceId: server.id, metadata: { tools: tools.length, toolsHash: hash } });
      return { tools, hash, approved: hash === server.approved };
    },
    async approve({ name, hash, readOnly }, { principal, note, signal }) {
      const server = await mcpStore.require(principal, name);
      const offered = await offeredBy(server, principal, signal);
      if (offered.hash !== hash) throw new MillwrightError('TOOL_REFUSED', 'The MCP server describes its tools otherwise by now. Look at them again.');
      const kept: string[] = [];
      const leftOut: { name: string; why: string }[] = [];
      for (const tool of offered.tools) {
        const why = await keep(principal, definitionFrom(name, tool, !readOnly.includes(tool.name)));
        if (why === null) kept.push(mcpToolName(name, tool.name));
        else leftOut.push({ name: tool.name, why });
      }
      for (const old of await ofServer(principal, name)) if (!kept.includes(old)) await store.remove(principal, old);
      await mcpStore.approve(principal, server, hash);
      note({ resourceId: server.id, metadata: { tools: kept.length, toolsHash: hash } });
      return { tools: kept, leftOut };
    },
    async remove({ name }, { principal, note }) {
      const server = await mcpStore.require(principal, name);
      await mcpStore.remove(principal, name);
      for (const tool of await ofServer(principal, name)) await store.remove(principal, tool);
      note({ resourceId: server.id });
      return { removed: true };
    },
  });
}

const shown = ({ name, source, approved, changedAt }: KeptMcpServer) => ({ name, source, approved, changedAt });

/** The dialect that a schema names is left out: the checker here knows one. */
const plain = (schema: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));

function definitionFrom(server: string, { name, description, input, output }: McpTool, writes: boolean) {
  return {
    name: mcpToolName(server, name), kind: 'mcp', description: (description.trim() || name).slice(0, LONGEST_DESCRIPTION), input: plain(input), output: output === null ? null : plain(output),
    writes, config: { server, tool: name },
  };
}
