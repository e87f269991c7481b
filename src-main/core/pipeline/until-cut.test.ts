import { expect, test } from 'vitest';
import { untilCut } from './until-cut.ts';

async function* silent(ended: () => void): AsyncGenerator<number> {
  try {
    yield 1;
    await new Promise(() => undefined);
  } finally {
    ended();
  }
}

test('a cut ends the reading at once, though the source is silent and never ends', async () => {
  const events = untilCut(silent(() => undefined));
  const reader = events[Symbol.asyncIterator]();
  expect(await reader.next()).toEqual({ done: false, value: 1 });
  const next = reader.next();
  events.cut(new Error('lost'));
  await expect(next).rejects.toThrow('lost');
});

test('a cut between two reads shows at the next one', async () => {
  let ended = false;
  const events = untilCut(silent(() => (ended = true)));
  const reader = events[Symbol.asyncIterator]();
  await reader.next();
  events.cut(new Error('lost'));
  await expect(reader.next()).rejects.toThrow('lost');
  await expect.poll(() => ended).toBe(true);
});

test('a reader that leaves waits until the source has ended', async () => {
  let ended = false;
  for await (const _ of untilCut(silent(() => (ended = true)))) break;
  expect(ended).toBe(true);
});

test('an error of the source is the reader’s', async () => {
  const failing = untilCut(
    (async function* () {
      yield 1;
      throw new Error('broken');
    })(),
  );
  const read = async () => {
    for await (const _ of failing);
  };
  await expect(read()).rejects.toThrow('broken');
});
