import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createHttpServer } from '#transports/http/http-server.ts';
import { findProgramFiles } from '#hosts/program-files.ts';
import { openTestCore, setUpPlant } from '#test/support/test-core.ts';
import { quietLogger } from '#test/support/test-workers.ts';
import { alternate, type Cost, costOf, type Figure, figure, median } from './figures.ts';

const CALLS = 300;

async function repeat(call: () => Promise<unknown>): Promise<Cost> {
  const cost = await costOf(async () => {
    for (let i = 0; i < CALLS; i++) await call();
  });
  return { wallMs: cost.wallMs / CALLS, cpuMs: cost.cpuMs / CALLS };
}

async function get(url: string, headers: Record<string, string> = {}): Promise<void> {
  const response = await fetch(url, { headers });
  await response.arrayBuffer();
}

/** What a call costs beyond its work: in process, with a durable record of a change, and over HTTP against bare node:http. */
export async function gateway(rounds: number): Promise<Figure[]> {
  const plant = await openTestCore();
  const admin = await setUpPlant(plant);
  const token = admin.kind === 'session' ? admin.token : '';
  const { id } = await plant.call<{ id: string }>('conversations.create', {}, admin);
  const program = findProgramFiles();
  const served = await createHttpServer({ pipeline: plant.core.pipeline, host: '127.0.0.1', port: 0, staticDirectory: program.screens, version: program.version, log: quietLogger });
  const bare = createServer((_, response) => response.setHeader('content-type', 'application/json').end('{"status":"ok"}')).listen(0, '127.0.0.1');
  await once(bare, 'listening');
  const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`;

  const who = await repeat(() => plant.call('auth.whoami', {}, { kind: 'owner', tenant: null }));
  const change = await repeat(() => plant.call('conversations.rename', { id, title: 'x' }, { kind: 'owner', tenant: null }));
  const sides = await alternate(rounds, () => repeat(() => get(`${served.address.url}/v1/auth/me`, { authorization: `Bearer ${token}` })), () => repeat(() => get(bareUrl)));
  await served.close();
  bare.close();
  bare.closeAllConnections();
  await plant.close();
  const at = (costs: Cost[], of: keyof Cost) => median(costs.map((cost) => cost[of]));
  return [
    figure('gateway, read without record, in process', 'ms/call', who.wallMs),
    figure('gateway, change with two durable records', 'ms/call', change.wallMs),
    figure('GET /v1/auth/me, wall', 'ms/call', at(sides.ours, 'wallMs'), { name: 'node:http', value: at(sides.baseline, 'wallMs') }),
    figure('GET /v1/auth/me, CPU (client included)', 'ms/call', at(sides.ours, 'cpuMs'), { name: 'node:http', value: at(sides.baseline, 'cpuMs') }),
  ];
}
