import { connect, type Socket } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { createPipelineStandIn, TOKENS } from '#test/support/transport-pipeline-stand-in.ts';
import { startTestServer } from '#test/support/transport-faces.ts';

const ROOM = 16;
const standIn = createPipelineStandIn();
let open: () => void = () => undefined;
let gate = Promise.resolve();

/** Holds every call until the gate is opened, so that what runs at once is known and no clock decides. */
const server = await startTestServer(
  { ...standIn.pipeline, invoke: async (call) => { await gate; return standIn.pipeline.invoke(call); } },
  { limits: { requests: ROOM, connections: ROOM * 4, closeMs: 500 } },
);
afterAll(() => server.close());

const search = () => fetch(`${server.address.url}/v1/search`, { method: 'POST', headers: { authorization: `Bearer ${TOKENS.user}`, 'content-type': 'application/json' }, body: '{"query":"pump"}' });

test('of twice as many requests as there is room for, half are answered 503 with a wait and the rest as always, round after round', async () => {
  for (let round = 0; round < 3; round += 1) {
    gate = new Promise((resolve) => (open = resolve));
    const refused: Response[] = [];
    const all = Array.from({ length: 2 * ROOM }, async () => {
      const answer = await search();
      if (answer.status === 503) refused.push(answer);
      if (refused.length === ROOM) open();
      return answer.status;
    });
    const statuses = await Promise.all(all);
    expect(statuses.filter((status) => status === 200)).toHaveLength(ROOM);
    expect(statuses.filter((status) => status === 503)).toHaveLength(ROOM);
    expect(refused.every((answer) => answer.headers.get('retry-after') === '2')).toBe(true);
    expect(await Promise.all(refused.map((answer) => answer.json()))).toEqual(Array.from({ length: ROOM }, () => ({ error: expect.objectContaining({ code: 'RATE_LIMITED' }) })));
  }
  expect((await search()).status).toBe(200);
});

test('of twice as many connections as there is room for, the rest are closed, and new ones are taken when those go', async () => {
  const sockets: Socket[] = [];
  let closed = 0;
  for (let n = 0; n < ROOM * 8; n += 1) {
    const socket = connect(server.address.port, '127.0.0.1');
    socket.on('error', () => undefined).on('close', () => (closed += 1)).resume();
    sockets.push(socket);
  }
  await expect.poll(() => closed, { timeout: 60_000 }).toBeGreaterThanOrEqual(ROOM * 4);
  for (const socket of sockets) socket.destroy();
  await expect.poll(() => closed, { timeout: 60_000 }).toBe(ROOM * 8);
  await expect.poll(async () => search().then(({ status }) => status, () => 0), { timeout: 60_000 }).toBe(200);
});
