import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of webhooks on loopback, as a plant would write one: it takes what is signed with its secret, and answers as it is told. */
export interface WebhookReceiver {
  origin: string;
  /** What came in with a good signature, in order, with the headers that count. */
  taken: { id: string; idempotencyKey: string; body: string; event: Record<string, unknown> }[];
  /** What came in with another signature. */
  forged: number;
  /** Statuses to answer with, one a request; 204 once there is none. */
  answers: number[];
  /** Paths asked for, whatever was answered. */
  paths: string[];
  /** Takes what comes in and does not answer any more. */
  silent: boolean;
  close(): Promise<void>;
}

export async function startWebhookReceiver(secret: string): Promise<WebhookReceiver> {
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString('utf8');
      const header = (name: string): string => String(request.headers[name]);
      receiver.paths.push(request.url ?? '');
      const expected = `v1=${createHmac('sha256', secret).update(`${header('millwright-timestamp')}.${body}`).digest('hex')}`;
      if (header('millwright-signature') !== expected) receiver.forged += 1;
      else receiver.taken.push({ id: header('millwright-event'), idempotencyKey: header('idempotency-key'), body, event: JSON.parse(body) as Record<string, unknown> });
      if (receiver.silent) return;
      const status = receiver.answers.shift() ?? 204;
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: WebhookReceiver = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken: [],
    forged: 0,
    answers: [],
    paths: [],
    silent: false,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}
