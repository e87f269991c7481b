import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { classOf } from './address-class.ts';
import { pinnedRequest } from './pinned-request.ts';

let server: Server;
let port: number;
let answered = 0;
beforeAll(async () => {
  server = createServer((_, response) => {
    answered += 1;
    response.end('here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const request = { method: 'GET', headers: {}, body: null, reach: 'plant' as const, maxBytes: 1_000 };
const ask = (host: string, addresses: string[], loopback = false) =>
  pinnedRequest(new URL(`http://${host}:${port}/`), request, { lookup: async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })), loopback, signal: AbortSignal.timeout(10_000) });

test.each([
  ['127.0.0.1', 'loopback'], ['127.9.9.9', 'loopback'], ['::1', 'loopback'], ['::ffff:127.0.0.1', 'loopback'], ['10.1.2.3', 'plant'], ['172.31.255.255', 'plant'], ['172.32.0.1', 'internet'], ['192.168.1.1', 'plant'],
  ['fd00::1', 'plant'], ['169.254.169.254', 'never'], ['::ffff:169.254.169.254', 'never'], ['::ffff:a9fe:a9fe', 'never'], ['fe80::1%eth0', 'never'], ['0.0.0.0', 'never'], ['::', 'never'], ['224.0.0.1', 'never'], ['255.255.255.255', 'never'],
  ['64:ff9b::7f00:1', 'never'], ['8.8.8.8', 'internet'], ['2606:4700::1111', 'internet'], ['no address', 'never'],
])('%s is %s', (address, expected) => expect(classOf(address)).toBe(expected));

test('a name of the plant that stands for this machine, or for a cloud’s metadata, is not connected to', async () => {
  for (const addresses of [['127.0.0.1'], ['169.254.169.254'], ['10.0.0.1', '127.0.0.1'], ['8.8.8.8'], []]) {
    await expect(ask('erp.larkfield.example', addresses)).rejects.toMatchObject({ problem: 'wrong-network' });
  }
  expect(answered).toBe(0);
});

test('a name is looked up once, and the connection is made to what was checked', async () => {
  let looked = 0;
  const lookup = async () => [{ address: (looked += 1) === 1 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
  const options = { lookup, loopback: true, signal: AbortSignal.timeout(10_000) };
  expect(await pinnedRequest(new URL(`http://localhost:${port}/`), request, options)).toMatchObject({ status: 200, body: 'here' });
  expect(looked).toBe(1);
  await expect(pinnedRequest(new URL(`http://localhost:${port}/`), request, options)).rejects.toMatchObject({ problem: 'wrong-network' });
});

test('a numeric address is checked as a name is', async () => {
  await expect(ask('127.0.0.1', [])).rejects.toMatchObject({ problem: 'wrong-network' });
  await expect(ask('[::ffff:127.0.0.1]', [])).rejects.toMatchObject({ problem: 'wrong-network' });
  expect(await ask('127.0.0.1', [], true)).toMatchObject({ status: 200 });
});
