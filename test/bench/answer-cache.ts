import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { collect, openTestCore, setUpPlant } from '#test/support/test-core.ts';
import { type Figure, figure, median } from './figures.ts';

const HITS = 300;

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
    const hits: number[] = [];
    for (let n = 0; n < HITS; n += 1) hits.push(await ask());
    const sorted = hits.toSorted((a, b) => a - b);
    return [
      figure('the same request, written by the model (200 tokens)', 'ms', written),
      figure('the same request, from memory, median', 'ms', median(hits)),
      figure('the same request, from memory, 95th percentile', 'ms', sorted[Math.floor(HITS * 0.95)] ?? NaN),
    ];
  } finally {
    await plant.close();
    await rm(folder, { recursive: true, force: true });
  }
}
