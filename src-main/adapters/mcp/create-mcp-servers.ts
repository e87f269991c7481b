import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport, StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type CallToolResult, CallToolResultSchema, ErrorCode, ListToolsResultSchema, McpError, type Progress } from '@modelcontextprotocol/sdk/types.js';
import type { ToolProgress } from '#shared/contract/agent-answers.ts';
import type { McpTool } from '#shared/contract/mcp.ts';
import type { Egress } from '#core/ports/egress.ts';
import { McpFault, type McpPlace, type McpServers } from '#core/ports/mcp-servers.ts';
import { egressFetch } from './egress-fetch.ts';
import { programTransport } from './program-transport.ts';

const CONNECT_MS = 20_000;
/** Longer than any tool may take: the door of tools decides. */
const LONGEST_CALL_MS = 330_000;
const IDLE_MS = 300_000;
const BETWEEN_REPORTS_MS = 100;
const LONGEST_MESSAGE = 200;
const MOST_CONNECTIONS = 32;
const MOST_TOOLS = 256;
/** In JSON: no character, or half of one. A database keeps neither. */
const UNKEEPABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

interface Connection {
  place: McpPlace;
  client: Promise<Client>;
  idle: NodeJS.Timeout | null;
  busy: number;
}

/** @param folder where programs are started, each in a folder of its own below it */
export function createMcpServers({ egress, folder }: { egress: Egress; folder: string }): McpServers {
  const connections = new Map<string, Connection>();

  function transportTo({ tenantId, name, source, headers }: McpPlace): Transport {
    if (source.transport === 'stdio') return programTransport({ ...source, folder: join(folder, tenantId, name) });
    return new StreamableHTTPClientTransport(new URL(source.url), { fetch: egressFetch(egress, { reach: source.reach, headers, longestMs: LONGEST_CALL_MS }) }) as Transport;
  }

  async function connect(place: McpPlace, gone: () => void): Promise<Client> {
    const client = new Client({ name: 'millwright', version: '1.0.0' }, { capabilities: {} });
    client.onclose = gone;
    try {
      await client.connect(transportTo(place), { timeout: CONNECT_MS });
      return client;
    } catch (error) {
      gone();
      await client.close().catch(() => undefined);
      throw error;
    }
  }

  function connectionTo(place: McpPlace): Connection {
    const key = keyOf(place);
    const kept = connections.get(key);
    if (kept) return kept;
    if (connections.size >= MOST_CONNECTIONS) throw new McpFault('Too many MCP servers are in use at once.', true);
    const made: Connection = { place, client: connect(place, () => void (connections.get(key) === made && connections.delete(key))), idle: null, busy: 0 };
    connections.set(key, made);
    return made;
  }

  async function using<T>(place: McpPlace, work: (client: Client) => Promise<T>): Promise<T> {
    const connection = connectionTo(place);
    if (connection.idle) clearTimeout(connection.idle);
    connection.busy += 1;
    try {
      return await work(await connection.client);
    } finally {
      connection.busy -= 1;
      if (connection.busy === 0) connection.idle = setTimeout(() => void connection.client.then((client) => client.close()).catch(() => undefined), IDLE_MS).unref();
    }
  }

  async function end(which: (connection: Connection) => boolean): Promise<void> {
    await Promise.all([...connections.values()].filter(which).map(({ client }) => client.then((each) => each.close()).catch(() => undefined)));
  }

  const listed = (place: McpPlace, signal: AbortSignal): Promise<McpTool[]> => using(place, (client) => allTools(client, signal));

  return {
    async tools(place, signal) {
      try {
        return await listed(place, signal).catch((error: unknown) => {
          if (signal.aborted || error instanceof McpFault) throw error;
          return listed(place, signal);
        });
      } catch (error) {
        throw faultOf(error, signal);
      }
    },
    async call(place, tool, given, signal, report) {
      try {
        const request = { method: 'tools/call' as const, params: { name: tool, arguments: { ...given } } };
        return outputOf(await using(place, (client) => client.request(request, CallToolResultSchema, { signal, timeout: LONGEST_CALL_MS, onprogress: seldom(report) })));
      } catch (error) {
        throw faultOf(error, signal);
      }
    },
    forget: ({ tenantId, name }) => end(({ place }) => place.tenantId === tenantId && place.name === name),
    close: () => end(() => true),
  };
}

/** Passes on how far a call is, as often as somebody could read it. */
function seldom(report: (progress: ToolProgress) => void): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  return ({ progress: done, total, message = '' }) => {
    if (!Number.isFinite(done) || performance.now() - last < BETWEEN_REPORTS_MS) return;
    last = performance.now();
    report({ done, total: total !== undefined && Number.isFinite(total) && total > 0 ? total : null, message: message.slice(0, LONGEST_MESSAGE) });
  };
}

/** Whose connection it is, without what is secret in it. */
const keyOf = ({ tenantId, name, source, headers }: McpPlace): string => createHash('sha256').update(JSON.stringify([tenantId, name, source, headers])).digest('hex');

/** Page by page. The schemas are not compiled here: they are a stranger's. */
async function allTools(client: Client, signal: AbortSignal): Promise<McpTool[]> {
  const found: McpTool[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.request({ method: 'tools/list', params: cursor === undefined ? {} : { cursor } }, ListToolsResultSchema, { signal, timeout: CONNECT_MS });
    found.push(...page.tools.map(({ name, description = '', inputSchema, outputSchema = null }) => ({ name, description, input: inputSchema, output: outputSchema })));
    if (found.length > MOST_TOOLS) throw new McpFault(`The MCP server offers more than ${MOST_TOOLS} tools.`, false);
    cursor = page.nextCursor === cursor ? undefined : page.nextCursor;
  } while (cursor !== undefined);
  if (UNKEEPABLE.test(JSON.stringify(found))) throw new McpFault('The MCP server describes its tools with characters that are none.', false);
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function outputOf({ isError, structuredContent, content }: CallToolResult): unknown {
  if (isError === true) throw new McpFault('The MCP server says that the call failed.', false);
  return structuredContent ?? content.map((part) => (part.type === 'text' ? part.text : `[${part.type} is not shown]`)).join('\n');
}

function faultOf(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof McpFault) return error;
  if (error instanceof StreamableHTTPError && (error.code === 401 || error.code === 403)) return new McpFault('The MCP server does not accept what it was sent to prove who asks.', false, { cause: error });
  const refused = error instanceof McpError && error.code !== (ErrorCode.ConnectionClosed as number) && error.code !== (ErrorCode.RequestTimeout as number);
  return refused ? new McpFault('The MCP server refuses the call.', false, { cause: error }) : new McpFault('The MCP server does not answer, or has ended.', true, { cause: error });
}
