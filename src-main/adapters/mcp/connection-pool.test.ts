import { expect, test } from 'vitest';
import type { McpPlace } from '#core/ports/mcp-servers.ts';
import { createConnectionPool } from './connection-pool.ts';

function pool() {
  const left: string[] = [];
  let made = 0;
  const gone: (() => void)[] = [];
  const connections = createConnectionPool(async ({ tenantId, name }, end) => {
    const id = `${tenantId} ${name} ${(made += 1)}`;
    gone.push(end);
    return { id, leave: async () => void left.push(id) };
  });
  return { ...connections, left, gone, idOf: (place: McpPlace) => connections.using(place, async ({ id }) => id) };
}

const place = (tenantId: string, name: string, token = ''): McpPlace => ({ tenantId, name, source: { transport: 'http', url: 'https://mcp.example.com/', headers: {}, reach: 'plant' }, headers: token === '' ? {} : { authorization: token } });

test('a connection is shared by one plant, and by those who prove themselves with the same', async () => {
  const { idOf } = pool();
  expect(await idOf(place('one', 'a'))).toBe(await idOf(place('one', 'a')));
  const ids = [await idOf(place('one', 'a')), await idOf(place('two', 'a')), await idOf(place('one', 'a', 'ada')), await idOf(place('one', 'a', 'ben')), await idOf(place('one', 'b'))];
  expect(new Set(ids).size).toBe(5);
});

test('where there are too many, one that does nothing is left, and no plant takes those of another', async () => {
  const { idOf, using, left } = pool();
  const release = Promise.withResolvers<void>();
  const busy = Array.from({ length: 15 }, (_, n) => using(place('one', `busy${n}`), () => release.promise));
  await idOf(place('one', 'first'));
  await idOf(place('one', 'second'));
  expect(left).toEqual(['one first 16']);
  busy.push(using(place('one', 'second'), () => release.promise));
  await expect(idOf(place('one', 'third'))).rejects.toThrow('Too many');
  expect(await idOf(place('two', 'a'))).toBe('two a 18');
  release.resolve();
  await Promise.all(busy);
});

test('one that is retired finishes what goes on in it, and is left then; one that ended by itself is made again', async () => {
  const { idOf, using, retire, left, gone, end } = pool();
  const release = Promise.withResolvers<void>();
  const working = using(place('one', 'a'), () => release.promise);
  retire(place('one', 'a'));
  expect(await idOf(place('one', 'a'))).toBe('one a 2');
  expect(left).toEqual([]);
  release.resolve();
  await working;
  expect(left).toEqual(['one a 1']);
  gone[1]?.();
  expect(await idOf(place('one', 'a'))).toBe('one a 3');
  await end(({ tenantId }) => tenantId === 'one');
  expect(left).toEqual(['one a 1', 'one a 3']);
});
