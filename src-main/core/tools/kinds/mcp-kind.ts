import { MillwrightError } from '#shared/contract/errors.ts';
import { configOf } from '#shared/contract/tools.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import { McpFault, type McpServers } from '#core/ports/mcp-servers.ts';
import type { KeptMcpServer, McpStore } from '#core/tools/mcp/mcp-store.ts';
import { placeOf } from '#core/tools/mcp/place-of.ts';
import { toolsHash } from '#core/tools/mcp/tools-hash.ts';
import { ToolFault, type ToolKind } from '#core/tools/tool-kind.ts';

export const mcpToolName = (server: string, tool: string): string => `${server}__${tool}`;

/** Tools of MCP servers. Before each call the server is asked what it offers: it runs only while that is, to the letter, what an admin approved. */
export function mcpKind({ store, servers, crypto }: { store: Pick<McpStore, 'find' | 'saw'>; servers: McpServers; crypto: Pick<Crypto, 'sha256'> }): ToolKind<'mcp'> {
  return {
    kind: 'mcp',
    /** What a program or another system does with the arguments is not known. */
    leavesMachine: () => true,
    check(definition) {
      const { server, tool } = configOf('mcp', definition);
      if (definition.name !== mcpToolName(server, tool)) throw new MillwrightError('TOOL_REFUSED', `This tool is called "${mcpToolName(server, tool)}": tools of MCP servers stand behind the name of their server.`);
    },
    problem: async (definition, scope) => whyNot(await store.find(scope, configOf('mcp', definition).server)),
    async run(invocation) {
      const { definition, arguments: given, call, report, signal } = invocation;
      const { server, tool } = configOf('mcp', definition);
      const kept = await store.find(call.principal, server);
      if (!kept) throw new ToolFault(NOT_SET_UP);
      try {
        const place = await placeOf(kept, invocation);
        const offered = await servers.tools(place, signal);
        const hash = toolsHash(crypto, offered);
        if (kept.changed !== (hash !== kept.approved)) await store.saw(call.principal, kept, hash);
        if (hash !== kept.approved) throw new ToolFault('The MCP server describes its tools otherwise than when they were approved. An admin has to approve them again.');
        if (!offered.some(({ name }) => name === tool)) throw new ToolFault('The MCP server has no such tool.');
        return { output: await servers.call(place, tool, given, signal, report) };
      } catch (error) {
        if (error instanceof McpFault) throw new ToolFault(error.message, { outage: error.outage, said: error.said, cause: error });
        throw error;
      }
    },
  };
}

const NOT_SET_UP = 'The MCP server of this tool is not set up here.';

function whyNot(server: KeptMcpServer | undefined): string | null {
  if (server === undefined) return NOT_SET_UP;
  if (!server.enabled) return 'The MCP server of this tool is switched off.';
  return server.approved === null ? 'An admin has not approved the tools of this MCP server.' : null;
}
