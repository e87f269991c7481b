import { expect, test } from 'vitest';
import { createTenantTurns } from './tenant-turns.ts';

const never = new AbortController().signal;

test('tenants take turns however many requests one of them has', async () => {
  const turns = createTenantTurns();
  const order: string[] = [];
  const leave = await turns.enter('a', never);
  const ask = async (tenant: string, name: string): Promise<void> => {
    const done = await turns.enter(tenant, never);
    order.push(name);
    done();
  };
  const waiting = [ask('a', 'a1'), ask('a', 'a2'), ask('a', 'a3'), ask('b', 'b1'), ask('c', 'c1'), ask('b', 'b2')];
  leave();
  await Promise.all(waiting);
  expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

test('one request runs at a time, and leaving twice lets in only one', async () => {
  const turns = createTenantTurns();
  let inside = 0;
  const leave = await turns.enter('a', never);
  const second = turns.enter('a', never).then((done) => [(inside += 1), done] as const);
  const third = turns.enter('a', never).then((done) => [(inside += 1), done] as const);
  leave();
  leave();
  const [, done] = await second;
  expect(inside).toBe(1);
  done();
  await third;
  expect(inside).toBe(2);
});

test('as many run at once as there are places, and a tenant with none inside goes first', async () => {
  let places = 1;
  const turns = createTenantTurns(() => places);
  const order: string[] = [];
  const ask = (tenant: string, name: string) => turns.enter(tenant, never).then((leave) => (order.push(name), leave));
  const a1 = ask('a', 'a1');
  const a2 = ask('a', 'a2');
  void ask('a', 'a3');
  await a1;
  places = 2;
  turns.refresh();
  await a2;
  void ask('b', 'b1');
  (await a1)();
  await Promise.resolve();
  await Promise.resolve();
  expect(order).toEqual(['a1', 'a2', 'b1']);
});

test('who waits is told how many go first, and again when that changes', async () => {
  const turns = createTenantTurns();
  const told: Record<string, number[]> = { a1: [], a2: [], b1: [] };
  const leave = await turns.enter('a', never, () => expect.unreachable());
  const next = turns.enter('a', never, (ahead) => told['a1']?.push(ahead));
  const stop = new AbortController();
  void turns.enter('a', stop.signal, (ahead) => told['a2']?.push(ahead)).catch(() => undefined);
  void turns.enter('b', never, (ahead) => told['b1']?.push(ahead));
  expect(told).toEqual({ a1: [0], a2: [1, 2], b1: [1] });
  stop.abort();
  leave();
  (await next)();
  expect(told).toEqual({ a1: [0], a2: [1, 2], b1: [1, 0] });
});

test('a request that is stopped while it waits leaves the queue', async () => {
  const turns = createTenantTurns();
  const leave = await turns.enter('a', never);
  const abort = new AbortController();
  const stopped = turns.enter('b', abort.signal);
  const next = turns.enter('c', never);
  abort.abort();
  await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
  leave();
  await expect(next).resolves.toBeTypeOf('function');
});
