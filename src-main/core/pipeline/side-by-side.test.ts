import { expect, test } from 'vitest';
import { sideBySide } from './side-by-side.ts';

async function* counting(name: string, to: number, gate?: Promise<void>): AsyncGenerator<string, string> {
  await gate;
  for (let n = 1; n <= to; n += 1) yield `${name}${n}`;
  return name;
}

test('what comes first is given first, and results stand in their order', async () => {
  const gate = Promise.withResolvers<void>();
  const running = sideBySide([counting('a', 2, gate.promise), counting('b', 2)]);
  const seen: string[] = [];
  let next = await running.next();
  for (; !next.done; next = await running.next()) {
    seen.push(`${next.value.of} ${next.value.value}`);
    if (seen.length === 2) gate.resolve();
  }
  expect(seen.slice(0, 2)).toEqual(['1 b1', '1 b2']);
  expect(seen.slice(2)).toEqual(['0 a1', '0 a2']);
  expect(next.value).toEqual(['a', 'b']);
});

test('a failure of one ends the others', async () => {
  let ended = false;
  async function* endless(): AsyncGenerator<string, string> {
    try {
      for (;;) yield 'on';
    } finally {
      ended = true;
    }
  }
  async function* failing(): AsyncGenerator<string, string> {
    yield 'once';
    throw new Error('broken');
  }
  const running = sideBySide([endless(), failing()]);
  await expect(async () => {
    for (let next = await running.next(); !next.done; next = await running.next());
  }).rejects.toThrow('broken');
  await expect.poll(() => ended).toBe(true);
});
