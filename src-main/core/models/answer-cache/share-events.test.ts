import { expect, test } from 'vitest';
import { shareEvents } from './share-events.ts';

const never = new AbortController().signal;

async function collect(events: AsyncIterable<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** Gives numbers as they are let, until it is stopped; says then that it was. */
function source() {
  let asked = 0;
  let stopped = false;
  let returned = false;
  async function* numbers(): AsyncGenerator<number> {
    try {
      for (let n = 1; n <= 4 && !stopped; n += 1) {
        asked = n;
        await Promise.resolve();
        yield n;
      }
      if (stopped) yield -1;
    } finally {
      returned = true;
    }
  }
  return { shared: shareEvents(numbers(), () => (stopped = true)), state: () => ({ asked, stopped, returned }) };
}

test('every reader gets everything, also one that comes late, and the source is read once', async () => {
  const { shared, state } = source();
  const first = shared.read(never);
  expect((await first.next()).value).toBe(1);
  const [rest, late] = await Promise.all([collect(first), collect(shared.read(never))]);
  expect([rest, late]).toEqual([[2, 3, 4], [1, 2, 3, 4]]);
  expect(state()).toEqual({ asked: 4, stopped: false, returned: true });
});

test('one that is stopped leaves the others alone', async () => {
  const { shared, state } = source();
  const leave = new AbortController();
  const leaving = shared.read(leave.signal);
  const staying = shared.read(never);
  await leaving.next();
  await staying.next();
  leave.abort();
  expect(await collect(leaving)).toEqual([]);
  expect(await collect(staying)).toEqual([2, 3, 4]);
  expect(state().stopped).toBe(false);
});

test('the last that is stopped stops the source and gets its last word', async () => {
  const { shared, state } = source();
  const stop = new AbortController();
  const reader = shared.read(stop.signal);
  await reader.next();
  stop.abort();
  expect(await collect(reader)).toEqual([-1]);
  expect(state()).toMatchObject({ stopped: true, returned: true });
});

test('when nobody reads any more the source is let go', async () => {
  const { shared, state } = source();
  for await (const event of shared.read(never)) if (event === 2) break;
  expect(state()).toMatchObject({ asked: 2, stopped: true, returned: true });
});

test('what the source throws, every reader gets', async () => {
  const failing = shareEvents((async function* () { yield 1; throw new Error('crash'); })(), () => undefined);
  const results = await Promise.allSettled([collect(failing.read(never)), collect(failing.read(never))]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
