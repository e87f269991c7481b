import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { collect, openTestCore, setUpPlant } from '#test/support/test-core.ts';
import { type Figure, costOf, figure, median, percentile } from './figures.ts';

const HITS = 300;
const WARM_UP = 20;

/** What the very same request costs when it is answered from memory: the whole call, with budget, count and two durable records. */
export async function answerCache(): Promise<Figure[]> {
  const plant = await openTestCore();
  const folder = await mkdtemp(join(tmpdir(), 'millwright-bench-'));
  try {
    const admin = await setUpPlant(plant);
    const path = join(folder, 'long.gguf');
    makeScriptedGguf(path, { answer: longScript(200), layers: 4 });
    await collect(await plant.events('models.import', { filename: 'long.gguf', content: { stream: createReadStream(path) } }, admin));
    const owner = { kind: 'owner', tenant: null } as const;
    const ask = async (): Promise<number> => {
      const startedAt = performance.now();
      await collect(await plant.events('completions.create', { model: 'fast', max_tokens: 200, messages: [{ role: 'user', content: 'Which valves are checked?' }] }, owner));
      return performance.now() - startedAt;
    };
    const written = await ask();
    for (let n = 0; n < WARM_UP; n += 1) await ask();
    const hits: number[] = [];
    const { cpuMs } = await costOf(async () => {
      for (let n = 0; n < HITS; n += 1) hits.push(await ask());
    });
    return [
      figure('the same request, written by the model (200 tokens)', 'ms', written),
      figure('the same request, from memory, median', 'ms', median(hits)),
      figure('the same request, from memory, 95th percentile', 'ms', percentile(hits, 0.95)),
      figure('the same request, from memory, CPU time of one', 'ms', cpuMs / HITS),
    ];
  } finally {
    await plant.close();
    await rm(folder, { recursive: true, force: true });
  }
}
