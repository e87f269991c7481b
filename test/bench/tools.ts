import type { ToolResult } from '#shared/contract/tools.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';
import { startMisbehavingSystem } from '#test/tools/misbehaving-system.ts';
import { type Figure, figure, percentile } from './figures.ts';

const CALLS = 400;
const WARM = 40;
/** The owner at the machine's own command line is not held back by limits on calls. */
const OWNER: Credential = { kind: 'owner', tenant: null };
const LIMITS = { seconds: 20, bytes: 262_144, perMinute: 1_000 };

async function msOf(core: TestCore, name: string, given: object): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < WARM + CALLS; n += 1) {
    const outcome = await core.call<ToolResult>('tools.test', { name, arguments: given }, OWNER);
    if (outcome.status !== 'ok') throw new Error(outcome.sentence);
    if (n >= WARM) taken.push(outcome.ms);
  }
  return taken;
}

async function bareMs(address: string): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < WARM + CALLS; n += 1) {
    const began = performance.now();
    await (await fetch(address, { headers: { connection: 'close' } })).json();
    if (n >= WARM) taken.push(performance.now() - began);
  }
  return taken;
}

/** What the door costs a call: all its gates and both records, by the clock of the gateway. */
export async function tools(): Promise<Figure[]> {
  const erp = await startMisbehavingSystem();
  const core = await openTestCore(undefined, { outbound: [erp.origin] });
  try {
    await setUpPlant(core);
    const shipped = await core.call<{ tools: { definition: Record<string, unknown> }[] }>('tools.list', {}, OWNER);
    const calculator = shipped.tools.find(({ definition }) => definition['name'] === 'calculator');
    await core.call('tools.apply', { ...calculator?.definition, limits: LIMITS }, OWNER);
    const http = { kind: 'http', description: 'Stock.', input: { type: 'object', properties: { article: { type: 'string' } } }, config: { url: `${erp.origin}/stock/{article}` }, limits: LIMITS };
    await core.call('tools.apply', { ...http, name: 'stock' }, OWNER);
    const sums = await msOf(core, 'calculator', { expression: '6.5 bar * 2 m^2', unit: 'kN' });
    const asked = await msOf(core, 'stock', { article: 'P-9' });
    const bare = await bareMs(`${erp.origin}/stock/P-9`);
    return [
      figure('a call of the calculator, through the door, p50', 'ms', percentile(sums, 0.5)),
      figure('a call of the calculator, through the door, p95', 'ms', percentile(sums, 0.95)),
      figure('a GET on loopback through the door, p50', 'ms', percentile(asked, 0.5), { name: 'without it', value: percentile(bare, 0.5) }),
      figure('a GET on loopback through the door, p95', 'ms', percentile(asked, 0.95), { name: 'without it', value: percentile(bare, 0.95) }),
    ];
  } finally {
    await core.close();
    await erp.close();
  }
}
