import { expect, test } from 'vitest';
import { type BackgroundOptions, createBackgroundWork } from './background-work.ts';

function begin(options: Partial<BackgroundOptions> = {}) {
  const logged: unknown[] = [];
  const logger = { info: () => undefined, warn: () => undefined, error: (...entry: unknown[]) => void logged.push(entry) };
  return { logged, work: createBackgroundWork({ logger, failure: 'it failed', ...options }) };
}

/** Work that ends when it is let. */
function held(done: string[], name: string) {
  const [begun, ending] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const work = async (signal: AbortSignal): Promise<void> => {
    done.push(`${name} begins`);
    begun.resolve();
    signal.addEventListener('abort', () => done.push(`${name} is aborted`));
    await ending.promise;
    done.push(`${name} ends`);
  };
  return { work, begun: begun.promise, end: () => ending.resolve() };
}

const idle = (work: ReturnType<typeof createBackgroundWork>, key: string): Promise<void> =>
  new Promise((resolve) => {
    const look = (): unknown => (work.underWay(key) ? setImmediate(look) : resolve());
    look();
  });

test('wakes while something is under way are one, done after it', async () => {
  const done: string[] = [];
  const { work } = begin();
  const first = held(done, 'first');
  work.wake('a', first.work);
  await first.begun;
  for (const each of ['second', 'third', 'fourth']) work.wake('a', async () => void done.push(each));
  first.end();
  await idle(work, 'a');
  expect(done).toEqual(['first begins', 'first ends', 'fourth']);
});

test('what belongs to different keys runs side by side', async () => {
  const done: string[] = [];
  const { work } = begin();
  const [one, other] = [held(done, 'one'), held(done, 'other')];
  work.wake('a', one.work);
  work.wake('b', other.work);
  await Promise.all([one.begun, other.begun]);
  expect(done).toEqual(['one begins', 'other begins']);
  one.end();
  await idle(work, 'a');
  expect([work.underWay('a'), work.underWay('b')]).toEqual([false, true]);
  other.end();
  await idle(work, 'b');
});

test('an error is logged with its key and ends only the work that threw it', async () => {
  const done: string[] = [];
  const { work, logged } = begin();
  const first = held([], 'first');
  work.wake('a', async (signal) => {
    await first.work(signal);
    throw new Error('no space');
  });
  await first.begun;
  work.wake('a', async () => void done.push('next'));
  first.end();
  await idle(work, 'a');
  work.wake('a', async () => void done.push('later'));
  await idle(work, 'a');
  expect(done).toEqual(['next', 'later']);
  expect(logged).toEqual([['it failed', { key: 'a', error: 'Error: no space' }]]);
});

test('a stop aborts, waits for what runs and drops what was to follow; a wake after it waits for that end as well', async () => {
  const done: string[] = [];
  const { work } = begin();
  const first = held(done, 'first');
  work.wake('a', first.work);
  await first.begun;
  work.wake('a', async () => void done.push('dropped'));
  const stopped = work.stop('a').then(() => done.push('stopped'));
  work.wake('a', async () => void done.push('anew'));
  first.end();
  await stopped;
  await idle(work, 'a');
  expect(done).toEqual(['first begins', 'first is aborted', 'first ends', expect.anything(), expect.anything()]);
  expect(done.slice(3).sort()).toEqual(['anew', 'stopped']);
});

test('a close aborts and waits for all, and nothing begins any more', async () => {
  const done: string[] = [];
  const { work } = begin();
  const [one, other] = [held(done, 'one'), held(done, 'other')];
  work.wake('a', one.work);
  work.wake('b', other.work);
  await Promise.all([one.begun, other.begun]);
  const closed = work.close().then(() => done.push('closed'));
  expect(work.closing.aborted).toBe(true);
  work.wake('c', async () => void done.push('too late'));
  one.end();
  other.end();
  await closed;
  expect(done).toEqual(['one begins', 'other begins', 'one is aborted', 'other is aborted', 'one ends', 'other ends', 'closed']);
});

test('that a key is over is told once, when nothing of it is under way', async () => {
  const told: [key: string, underWay: boolean][] = [];
  const { work } = begin({ over: (key) => told.push([key, work.underWay(key)]) });
  const first = held([], 'first');
  work.wake('a', first.work);
  await first.begun;
  work.wake('a', async () => undefined);
  first.end();
  await idle(work, 'a');
  expect(told).toEqual([['a', false]]);
});
