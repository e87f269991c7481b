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
