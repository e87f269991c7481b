// Makes a directory with many plants, or opens one and reports what that cost.
import type { Credential } from '#core/pipeline/index.ts';
import { openCore } from '#hosts/compose.ts';
import { ADMIN_PASSWORD, openTestCore, setUpPlant, streamOf } from '#test/support/test-core.ts';
import { quietLogger } from '#test/support/test-workers.ts';
import { median } from './figures.ts';

const [what, given] = process.argv.slice(2);
if (!given) throw new Error('say how many, or name a data directory');
process.send?.(what === 'fill' ? await fill(Number(given)) : await measure(given));
process.exit(0);

async function fill(count: number): Promise<string> {
  const test = await openTestCore();
  const operator = await setUpPlant(test);
  for (let n = 0; n < count; n += 1) {
    if (n > 0) await test.call('tenants.add', { name: `Works ${n}`, admin: 'Ada', password: ADMIN_PASSWORD }, operator);
    const manual = { filename: `V-${n}.md`, content: streamOf(`# Valve V-${n}\n\nThe relief valve V-${n} opens at ${n + 3} bar.\n`) };
    await test.call('documents.upload', manual, { kind: 'owner', tenant: n > 0 ? `Works ${n}` : 'Mill One' });
  }
  await test.core.ingestionIdle();
  await test.core.close();
  return test.dataDirectory;
}

async function measure(dataDirectory: string) {
  const core = await openCore({ dataDirectory, shell: 'appliance', logger: quietLogger });
  const readyMs = performance.now();
  const readyRssBytes = process.memoryUsage.rss();
  const call = async <T>(operation: string, input: unknown, credential: Credential): Promise<T> => {
    const outcome = await core.pipeline.invoke({ operation, input, credential, caller: 'bench', signal: new AbortController().signal });
    if (outcome.kind !== 'value') throw new Error(`${operation} streams`);
    return outcome.value as T;
  };
  const { tenants } = await call<{ tenants: { name: string }[] }>('tenants.list', {}, { kind: 'owner', tenant: null, platform: true });
  const times: number[] = [];
  for (const { name } of tenants) {
    const began = performance.now();
    const { results } = await call<{ results: unknown[] }>('search.query', { query: 'At which pressure does the relief valve open?' }, { kind: 'owner', tenant: name });
    times.push(performance.now() - began);
    if (results.length === 0) throw new Error(`nothing was found in ${name}`);
  }
  const report = { readyMs, readyRssBytes, searchMs: median(times), searchedRssBytes: process.memoryUsage.rss() };
  await core.close();
  return report;
}
