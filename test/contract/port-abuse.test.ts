import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { allows } from '#core/policy/matrix.ts';
import { allOperations } from '#shared/contract/index.ts';
import { servePort } from '#transports/port/serve-port.ts';
import { createPipelineStandIn, TOKENS } from '#test/support/transport-pipeline-stand-in.ts';
import { hostileCall, seeded } from '#test/support/hostile-calls.ts';
import { portFace, quietLog } from '#test/support/transport-faces.ts';

/** More in a run by hand: 1,000,000 take some minutes. */
const HOSTILE_CALLS = Number(process.env['MILLWRIGHT_HOSTILE_CALLS'] ?? 10_000);
const PER_PORT = 16;
/** Turns of the event loop without an answer after which none is waited for: only who is impatient loses by it. */
const PATIENT_TURNS = 2_000;

const standIn = createPipelineStandIn();
const escaped: unknown[] = [];
const onEscape = (error: unknown) => void escaped.push(error);

beforeAll(() => void process.on('unhandledRejection', onEscape));
afterAll(() => void process.off('unhandledRejection', onEscape));

function openPort(): { port: MessagePort; replies: unknown[] } {
  const { port1, port2 } = new MessageChannel();
  servePort(port2, { pipeline: standIn.pipeline, caller: 'window:1', log: quietLog });
  const replies: unknown[] = [];
  port1.on('message', (reply: unknown) => replies.push(reply));
  return { port: port1, replies };
}

const request = (path: string, body: unknown, headers: Record<string, string> = {}) => JSON.stringify({ i: '1', p: { u: path, b: body, h: headers } });
const signedIn = { authorization: `Bearer ${TOKENS.user}` };

describe('a message port whose other end misbehaves', () => {
  test.each([[{ i: '1', p: { u: '/search/query' } }], [42], [null], [[1, 2]], [new Map([['i', '1']])], ['x'.repeat(9 * 1024 * 1024)], [new Uint8Array(9 * 1024 * 1024)]])(
    'is closed when it sends what is no message of ours (%#)',
    async (message) => {
      const { port } = openPort();
      const closed = once(port, 'close');
      port.postMessage(message);
      await closed;
    },
  );

  test.each([['not json'], ['{"i":"1"}'], ['null'], [new Uint8Array([255, 254, 0])], ['{"i":"1","p":{"u":"::::"}}']])('is closed on a broken frame (%#)', async (frame) => {
    const { port } = openPort();
    const closed = once(port, 'close');
    port.postMessage(frame);
    await closed;
    expect(escaped).toEqual([]);
  });

  test('gets a typed error for a body that does not decode', async () => {
    const { port, replies } = openPort();
    port.postMessage(request('/search/query', { json: { query: 'x' }, meta: [[0, '__proto__', 'polluted']] }, signedIn));
    while (replies.length === 0) await sleep(5);
    expect(JSON.parse(String(replies[0]))).toMatchObject({ p: { s: 400, b: { json: { code: 'INVALID_INPUT', data: { correlationId: expect.any(String) } } } } });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    port.close();
  });

  test('cannot reach anything but operations', async () => {
    const { port, replies } = openPort();
    const paths = ['/__proto__', '/constructor/name', '/search/__proto__', '/search', '/', '/search/query/extra', '/toString', '/%2e%2e/search/query'];
    for (const [index, path] of paths.entries()) port.postMessage(JSON.stringify({ i: String(index), p: { u: path, b: { json: {} }, h: signedIn } }));
    while (replies.length < paths.length) await sleep(5);
    for (const reply of replies) expect(JSON.parse(String(reply))).toMatchObject({ p: { b: { json: { code: expect.stringMatching(/^(OPERATION_NOT_FOUND|INVALID_INPUT)$/) } } } });
    port.close();
  });

  test('a session of one call does not count for the next', async () => {
    const { port, replies } = openPort();
    port.postMessage(JSON.stringify({ i: '1', p: { u: '/search/query', b: { json: { query: 'x' } }, h: signedIn } }));
    while (replies.length < 1) await sleep(5);
    port.postMessage(JSON.stringify({ i: '2', p: { u: '/search/query', b: { json: { query: 'x' } } } }));
    while (replies.length < 2) await sleep(5);
    expect(replies.map((reply) => (JSON.parse(String(reply)) as { p: { s?: number } }).p.s)).toEqual([undefined, 401]);
    port.close();
  });

  test('random frames have no effect and bring nothing down', async () => {
    standIn.stored.length = 0;
    const frame = fc.oneof(
      fc.json(),
      fc.string(),
      fc.uint8Array({ maxLength: 200 }),
      fc.record({ i: fc.oneof(fc.string(), fc.integer()), t: fc.option(fc.integer({ min: -1, max: 9 })), p: fc.oneof(fc.jsonValue(), fc.record({ u: fc.webPath(), b: fc.jsonValue(), h: fc.dictionary(fc.string(), fc.string()), m: fc.string() })) }).map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { maxLength: 8 }), async (frames) => {
        const { port } = openPort();
        for (const one of frames) port.postMessage(one);
        port.close();
        await sleep(0);
      }),
      { numRuns: 150, seed: 7 },
    );
    await sleep(50);
    expect(escaped).toEqual([]);
    expect(standIn.stored).toEqual([]);
    const face = portFace(standIn.pipeline);
    expect(await face.call('system.health', {})).toMatchObject({ status: 'ok' });
    await face.close();
  });

  test(`${HOSTILE_CALLS} hostile calls of a viewer and of strangers change nothing, and each that runs is one they may make`, async () => {
    standIn.stored.length = 0;
    const random = seeded(12);
    const may = new Map(allOperations().map(({ name, permission }) => [name, permission === 'anonymous' || allows('viewer', permission)]));
    let [ran, refused, unlawful, lost] = [0, 0, 0, 0];
    for (let n = 0; n < HOSTILE_CALLS; n += PER_PORT) {
      standIn.records.length = 0;
      const { port, replies } = openPort();
      let open = true;
      port.on('close', () => (open = false));
      for (let at = n; at < n + PER_PORT; at += 1) port.postMessage(hostileCall(random, at));
      // A frame that is no call of ours closes the port, and what came after it is lost. Two calls under one number get one answer, and a frame that ends a call gets none.
      for (let [turns, seen] = [0, 0]; open && replies.length < PER_PORT && turns < PATIENT_TURNS; turns += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        if (replies.length > seen) [turns, seen] = [0, replies.length];
      }
      lost += Math.max(0, PER_PORT - replies.length);
      port.close();
      for (const { operation, outcome } of standIn.records) {
        if (outcome === 'denied') refused += 1;
        else ran += 1;
        if (outcome !== 'denied' && may.get(operation) !== true) unlawful += 1;
      }
    }
    console.log(`${HOSTILE_CALLS} hostile calls: ${ran + refused} recorded, ${lost} lost with their port`);
    expect(lost).toBeLessThan(HOSTILE_CALLS / 20);
    expect({ unlawful, escaped, stored: standIn.stored, polluted: Object.keys(Object.prototype) }).toEqual({ unlawful: 0, escaped: [], stored: [], polluted: [] });
    expect(Math.min(ran, refused)).toBeGreaterThan(HOSTILE_CALLS / 100);
    const face = portFace(standIn.pipeline);
    expect(await face.call('system.health', {})).toMatchObject({ status: 'ok' });
    await face.close();
  }, 3_600_000);

  test('its running calls end as cancelled when it closes', async () => {
    standIn.records.length = 0;
    const { port, replies } = openPort();
    port.postMessage(request('/documents/watch', { json: {} }, signedIn));
    while (replies.length < 2) await sleep(5);
    port.close();
    expect(await standIn.ended('documents.watch')).toMatchObject({ outcome: 'cancelled' });
  });
});
