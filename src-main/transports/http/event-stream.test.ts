import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { publicFailure } from '#transports/rpc/public-failure.ts';
import { eventStream, startEvents } from './event-stream.ts';

const options = { heartbeatMs: 10_000, toFailure: (error: unknown) => publicFailure(error, 'id-of-the-call') };

function source(events: unknown[]) {
  const seen = { made: 0, ended: 0 };
  async function* make() {
    try {
      for (const event of events) {
        seen.made += 1;
        yield event;
      }
    } finally {
      seen.ended += 1;
    }
  }
  return { seen, make };
}

async function textOf(events: AsyncIterable<unknown>): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of eventStream(await startEvents(events, 100), options)) pieces.push(Buffer.from(piece as Buffer));
  return Buffer.concat(pieces).toString();
}

test('an event is named by its type and ends in an empty line; the end is told', async () => {
  const { make } = source([{ type: 'token', text: 'a\nb' }, { no: 'type' }, { type: 'x\ndata: forged' }]);
  expect(await textOf(make())).toBe(
    [': ready', 'event: token\ndata: {"type":"token","text":"a\\nb"}', 'event: message\ndata: {"no":"type"}', 'event: message\ndata: {"type":"x\\ndata: forged"}', 'event: end\ndata: {}', ''].join('\n\n'),
  );
});

test('a stream that breaks ends with a public error', async () => {
  async function* breaking() {
    yield { type: 'token', text: 'a' };
    throw new Error('/srv/secret');
  }
  const text = await textOf(breaking());
  expect(text).toContain('event: error\ndata: {"error":{"code":"INTERNAL"');
  expect(text).not.toContain('secret');
});

test('a stream that fails at once fails before anything is sent', async () => {
  const failing = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('at once')) }) };
  await expect(startEvents(failing, 1_000)).rejects.toThrow('at once');
});

test('a slow reader holds the maker back, and leaving ends it', async () => {
  const { seen, make } = source(Array.from({ length: 1_000 }, () => ({ type: 'token', text: 'x'.repeat(1_000) })));
  const stream = eventStream(await startEvents(make(), 100), options);
  stream.read(0);
  await sleep(50);
  expect(seen.made).toBeLessThan(50);
  stream.destroy();
  await sleep(20);
  expect(seen.ended).toBe(1);
});

test('a reader who left before the first line ends the maker too', async () => {
  const { seen, make } = source([1, 2, 3]);
  eventStream(await startEvents(make(), 100), options).destroy();
  await sleep(20);
  expect(seen.ended).toBe(1);
});
