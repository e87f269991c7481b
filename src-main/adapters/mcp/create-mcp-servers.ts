import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CallToolResultSchema, ErrorCode, ListToolsResultSchema, McpError, type Progress, ReadResourceResultSchema } from '@modelcontextprotocol/sdk/types.js';
import type { ToolProgress } from '#shared/contract/agent-answers.ts';
import type { McpTool } from '#shared/contract/mcp.ts';
import type { Egress } from '#core/ports/egress.ts';
import { McpFault, type McpPlace, type McpServers } from '#core/ports/mcp-servers.ts';
import { createConnectionPool, type Session } from './connection-pool.ts';
import { egressFetch } from './egress-fetch.ts';
import { programTransport } from './program-transport.ts';
import { type ReadResource, resultOf, wordsOf } from './result-of.ts';

const CONNECT_MS = 20_000;
/** Longer than any tool may take: the door of tools decides. */
const LONGEST_CALL_MS = 330_000;
const FAREWELL_MS = 2_000;
const RESOURCE_MS = 5_000;
const BETWEEN_REPORTS_MS = 100;
const MOST_TOOLS = 256;
const MOST_PAGES = 64;
/** Errors that the client makes itself. */
const OURS: ReadonlySet<number> = new Set([ErrorCode.ConnectionClosed, ErrorCode.RequestTimeout]);
/** In JSON: no character, or half of one. A database keeps neither. */
const UNKEEPABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/** A server, with what there is to tell it when it is left. */
interface ClientSession extends Session {
  client: Client;
}

/** @param folder where programs are started, each in a folder of its own below it */
export function createMcpServers({ egress, folder }: { egress: Egress; folder: string }): McpServers {
  function transportTo({ tenantId, name, source, headers }: McpPlace): { transport: Transport; farewell: () => Promise<void> } {
    if (source.transport === 'stdio') return { transport: programTransport({ ...source, folder: join(folder, tenantId, name) }), farewell: async () => undefined };
    const transport = new StreamableHTTPClientTransport(new URL(source.url), { fetch: egressFetch(egress, { reach: source.reach, headers, longestMs: LONGEST_CALL_MS }) });
    return { transport: transport as Transport, farewell: () => transport.terminateSession() };
  }

  async function connect(place: McpPlace, gone: () => void): Promise<ClientSession> {
    const client = new Client({ name: 'millwright', version: '1.0.0' }, { capabilities: {} });
    client.onclose = gone;
    const { transport, farewell } = transportTo(place);
    try {
      await client.connect(transport, { timeout: CONNECT_MS });
    } catch (error) {
      gone();
      await client.close().catch(() => undefined);
      throw error;
    }
    const leave = async (): Promise<void> => {
      await Promise.race([farewell().catch(() => undefined), sleep(FAREWELL_MS, undefined, { ref: false })]);
      await client.close();
    };
    return { client, leave };
  }

  const pool = createConnectionPool(connect);
  const listed = (place: McpPlace, signal: AbortSignal): Promise<McpTool[]> => pool.using(place, ({ client }) => allTools(client, signal));

  return {
    async tools(place, signal) {
      try {
        return await listed(place, signal).catch((error: unknown) => {
          if (signal.aborted || error instanceof McpFault) throw error;
          // A server that was started anew knows nothing of a session, and says so in its own way.
          if (!(error instanceof McpError)) pool.retire(place);
          return listed(place, signal);
        });
      } catch (error) {
        throw faultOf(error, signal);
      }
    },
    async call(place, tool, given, signal, report) {
      try {
        const request = { method: 'tools/call' as const, params: { name: tool, arguments: { ...given } } };
        return await pool.using(place, async ({ client }) => {
          const result = await client.request(request, CallToolResultSchema, { signal, timeout: LONGEST_CALL_MS, onprogress: seldom(report) });
          if (result.isError === true) throw new McpFault('The MCP server says that the call failed.', false, { said: wordsOf(result.content) });
          return resultOf(result, resourcesOf(client, signal));
        });
      } catch (error) {
        throw faultOf(error, signal);
      }
    },
    forget: ({ tenantId, name }) => pool.end((place) => place.tenantId === tenantId && place.name === name),
    close: () => pool.end(() => true),
  };
}

/** Passes on how far a call is, as often as somebody could read it. */
function seldom(report: (progress: ToolProgress) => void): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return ({ progress: done, total, message = '' }) => {
    if (!Number.isFinite(done) || performance.now() - last < BETWEEN_REPORTS_MS) return;
    last = performance.now();
    report({ done, total: total !== undefined && Number.isFinite(total) && total > 0 ? total : null, message });
  };
}

/** Page by page. The schemas are not compiled here: they are a stranger's. */
async function allTools(client: Client, signal: AbortSignal): Promise<McpTool[]> {
  const found: McpTool[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    pages += 1;
    if (pages > MOST_PAGES) throw new McpFault(`The MCP server offers its tools in more than ${MOST_PAGES} pages.`, false);
    const page = await client.request({ method: 'tools/list', params: cursor === undefined ? {} : { cursor } }, ListToolsResultSchema, { signal, timeout: CONNECT_MS });
    found.push(...page.tools.map(({ name, description = '', inputSchema, outputSchema = null }) => ({ name, description, input: inputSchema, output: outputSchema })));
    if (found.length > MOST_TOOLS) throw new McpFault(`The MCP server offers more than ${MOST_TOOLS} tools.`, false);
    cursor = page.nextCursor === cursor ? undefined : page.nextCursor;
  } while (cursor !== undefined);
  if (UNKEEPABLE.test(JSON.stringify(found))) throw new McpFault('The MCP server describes its tools with characters that are none.', false);
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Resources of a server, where it has any. The call was made by then, and stands whether or not they can be read. */
function resourcesOf(client: Client, signal: AbortSignal): ReadResource {
  return async (uri) => {
    if (client.getServerCapabilities()?.resources === undefined) return null;
    try {
      return (await client.request({ method: 'resources/read', params: { uri } }, ReadResourceResultSchema, { signal, timeout: RESOURCE_MS })).contents;
    } catch (error) {
      if (signal.aborted) throw error;
      return null;
    }
  };
}

function faultOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof McpFault) return error;
  if (error instanceof StreamableHTTPError && (error.code === 401 || error.code === 403)) return new McpFault('The MCP server does not accept what it was sent to prove who asks.', false, { cause: error });
  if (!(error instanceof McpError) || OURS.has(error.code)) return new McpFault('The MCP server does not answer, or has ended.', true, { cause: error });
  return new McpFault('The MCP server refuses the call.', false, { cause: error, said: error.message.replace(`MCP error ${error.code}: `, '') });
}
