import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { z } from 'zod';

/** A real MCP server over streamable HTTP on loopback, which may demand credentials, changes its mind, and keeps account of who asked. */
export interface McpWebServer {
  origin: string;
  url: string;
  /** Authorization headers that are let in; everybody is while there are none. */
  accepted: Set<string>;
  /** Lets somebody in by other means, where one is set. */
  admits: ((authorization: string) => Promise<boolean>) | null;
  /** What "look" is described as, from the next time on that somebody asks. */
  words: string;
  /** What its argument is described as, likewise. */
  shelf: string;
  /** Every request: what it proved itself with, and in which session it came. */
  requests: { authorization: string; session: string }[];
  /** Calls of "wait" that are going on. */
  waiting: number;
  /** Sessions whose call of "wait" was cancelled by a message of the client. */
  cancelled: string[];
  /** Sessions that are open. */
  readonly open: number;
  /** Knows nothing of any session, as after a new start. */
  startAnew: () => void;
  /** Lets calls of "wait" end. */
  release: () => void;
  /** Breaks every connection off. */
  breakOff: () => void;
  close(): Promise<void>;
}

export async function startMcpWebServer(): Promise<McpWebServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  let waiting = Promise.withResolvers<void>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization = '' } = request.headers;
    const session = String(request.headers['mcp-session-id'] ?? '');
    state.requests.push({ authorization, session });
    const known = state.admits === null ? state.accepted.size === 0 || state.accepted.has(authorization) : await state.admits(authorization);
    if (!known) return void response.writeHead(401, { 'www-authenticate': 'Bearer' }).end();
    if (session !== '' && !sessions.has(session)) return void response.writeHead(404).end();
    const transport = sessions.get(session) ?? (await begin(authorization));
    await transport.handleRequest(request, response);
  }

  async function begin(authorization: string): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID, onsessioninitialized: (id) => void sessions.set(id, transport), onsessionclosed: (id) => void sessions.delete(id) });
    const server = new McpServer({ name: 'stores', version: '1.0.0' });
    const look = server.registerTool('look', { description: state.words, inputSchema: { shelf: z.string().describe(state.shelf) } }, ({ shelf }) => text(`Shelf ${shelf} has 7 seals.`));
    server.registerTool('whoami', { description: 'Says who asks.' }, () => text(JSON.stringify({ authorization, session: transport.sessionId })));
    server.registerTool('wait', { description: 'Takes its time, and says how far it is.' }, async ({ signal, _meta, sendNotification }) => {
      const token = _meta?.progressToken;
      if (token !== undefined) await sendNotification({ method: 'notifications/progress', params: { progressToken: token, progress: 3, total: 12, message: 'Counting shelf 3' } });
      const over = new Promise<void>((done) => {
        signal.addEventListener('abort', () => {
          state.cancelled.push(transport.sessionId ?? '');
          done();
        });
      });
      state.waiting += 1;
      await Promise.race([over, waiting.promise]);
      state.waiting -= 1;
      return text('All is counted.');
    });
    // The list is told as it is when it is asked for.
    await server.connect(transport as Transport);
    const taken = transport.onmessage as unknown as StreamableHTTPServerTransport['onmessage'];
    transport.onmessage = (message, extra) => {
      if ('method' in message && message.method === 'tools/list') Object.assign(look, { description: state.words, inputSchema: z.object({ shelf: z.string().describe(state.shelf) }) });
      taken?.(message, extra);
    };
    return transport;
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state: McpWebServer = {
    origin, url: `${origin}/mcp`, accepted: new Set(), admits: null, words: 'Says what is on a shelf of the store.', shelf: 'Which shelf', requests: [], waiting: 0, cancelled: [],
    get open() {
      return sessions.size;
    },
    startAnew: () => sessions.clear(),
    breakOff: () => server.closeAllConnections(),
    release() {
      waiting.resolve();
      waiting = Promise.withResolvers();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return state;
}

const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] });
