import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** One request as it arrived. */
export interface Arrived {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface RemoteStandIn {
  url: string;
  /** What arrived since the last {@link RemoteStandIn.behave}. */
  arrived: Arrived[];
  behave(how: (response: ServerResponse, count: number) => void): void;
  close(): Promise<void>;
}

/** A server on loopback that behaves, or misbehaves, as it is told. */
export async function startRemoteStandIn(tls?: { key: string; cert: string }): Promise<RemoteStandIn> {
  let respond: (response: ServerResponse, count: number) => void = (response) => response.end();
  const arrived: Arrived[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    let body = '';
    request.on('data', (piece: Buffer) => (body += piece.toString()));
    request.on('end', () => {
      arrived.push({ path: request.url ?? '', headers: request.headers, body });
      respond(response, arrived.length);
    });
  };
  const server = tls ? createTlsServer(tls, handle) : createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    arrived,
    behave(how) {
      arrived.length = 0;
      respond = how;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const chunk = (delta: object, finish: string | null): string => `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

/** Writes these words as a stream of OpenAI's; without an end where it is to break. */
export function stream(response: ServerResponse, words: readonly string[], ending: 'whole' | 'none' = 'whole'): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const content of words) response.write(chunk({ content }, null));
  if (ending === 'none') return;
  response.write(chunk({}, 'stop'));
  response.write(`data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: 11, completion_tokens: words.length } })}\n\n`);
  response.end('data: [DONE]\n\n');
}
