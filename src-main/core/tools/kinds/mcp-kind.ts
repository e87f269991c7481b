import { MillwrightError } from '#shared/contract/errors.ts';
import { configOf } from '#shared/contract/tools.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import { McpFault, type McpServers } from '#core/ports/mcp-servers.ts';
import type { McpStore } from '#core/tools/mcp/mcp-store.ts';
import { toolsHash } from '#core/tools/mcp/tools-hash.ts';
import { ToolFault, type ToolKind } from '#core/tools/tool-kind.ts';

export const mcpToolName = (server: string, tool: string): string => `${server}__${tool}`;

/** Tools of MCP servers. Before each call the server is asked what it offers: it runs only while that is, to the letter, what an admin approved. */
export function mcpKind({ store, servers, crypto }: { store: Pick<McpStore, 'find'>; servers: McpServers; crypto: Pick<Crypto, 'sha256'> }): ToolKind<'mcp'> {
  return {
    kind: 'mcp',
    /** What a program or another system does with the arguments is not known. */
    leavesMachine: () => true,
    check(definition) {
      const { server, tool } = configOf('mcp', definition);
      if (definition.name !== mcpToolName(server, tool)) throw new MillwrightError('TOOL_REFUSED', `This tool is called "${mcpToolName(server, tool)}": tools of MCP servers stand behind the name of their server.`);
    },
    problem: () => null,
    async run({ definition, arguments: given, call, signal }) {
      const { server, tool } = configOf('mcp', definition);
      const kept = await store.find(call.principal, server);
      if (!kept) throw new ToolFault('The MCP server of this tool is not set up here.');
      if (kept.approved === null) throw new ToolFault('An admin has not approved the tools of this MCP server.');
      const place = { tenantId: call.principal.tenantId, name: server, source: kept.source };
      try {
        const offered = await servers.tools(place, signal);
        if (toolsHash(crypto, offered) !== kept.approved) throw new ToolFault('The MCP server describes its tools otherwise than when they were approved. An admin has to approve them again.');
        if (!offered.some(({ name }) => name === tool)) throw new ToolFault('The MCP server has no such tool.');
        return { output: await servers.call(place, tool, given, signal) };
      } catch (error) {
        if (error instanceof McpFault) throw new ToolFault(error.message, { outage: error.outage, cause: error });
        throw error;
      }
    },
  };
}
