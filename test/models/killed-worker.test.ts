import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MillwrightError } from '#shared/contract/errors.ts';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { type ModelBench, collect, openModelBench } from '#test/support/model-bench.ts';

/** A hundred for the full proof: `MILLWRIGHT_KILLS=100`. */
const KILLS = Number(process.env['MILLWRIGHT_KILLS'] ?? 8);
const CALLERS = 3;
const SCRIPT = longScript(200);
const never = new AbortController().signal;

let bench: ModelBench;
let model: string;
beforeAll(() => {
  bench = openModelBench();
  model = join(bench.folder, 'long.gguf');
  makeScriptedGguf(model, { answer: SCRIPT, layers: 2 });
});
afterAll(() => bench.close());

type Outcome = 'whole' | 'told' | { text: string; error: unknown };

/** An answer as its caller has it: whole, or broken off with a sentence after its first words. */
async function ask(key: string, onToken: () => void): Promise<Outcome> {
  let text = '';
  try {
    for await (const event of bench.inference.generate(bench.request(model, { cacheKey: key, maxTokens: 300 }), never)) {
      if (event.type !== 'token') continue;
      text += event.text;
      onToken();
    }
    return text === SCRIPT.join('') ? 'whole' : { text, error: null };
  } catch (error) {
    const told = error instanceof MillwrightError && error.code === 'MODEL_UNAVAILABLE' && /ended by the operating system, most likely because this machine ran out of memory/.test(error.message) && SCRIPT.join('').startsWith(text);
    return told ? 'told' : { text, error };
  }
}

test(`a worker that is killed in mid-stream ${KILLS} times, with several callers, loses no caller and serves the next one`, { timeout: 60_000 + KILLS * 20_000 }, async () => {
  await collect(bench.inference.generate(bench.request(model, { maxTokens: 1 }), never));
  const recoveries: number[] = [];
  const outcomes: Outcome[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    let seen = 0;
    let killedAt = 0;
    const onToken = (): void => {
      seen += 1;
      if (seen < 3 || killedAt > 0) return;
      killedAt = performance.now();
      bench.killNewest();
    };
    outcomes.push(...(await Promise.all(Array.from({ length: CALLERS }, (_, caller) => ask(`k/${caller}`, onToken)))));
    expect(killedAt).toBeGreaterThan(0);
    const startedAt = performance.now();
    await collect(bench.inference.generate(bench.request(model, { maxTokens: 2, cacheKey: 'next/1' }), never));
    recoveries.push(performance.now() - startedAt);
  }
  const counts = { whole: outcomes.filter((each) => each === 'whole').length, told: outcomes.filter((each) => each === 'told').length };
  expect(outcomes.filter((each) => typeof each === 'object')).toEqual([]);
  expect(counts.told).toBeGreaterThan(0);
  expect(bench.inference.state()).toMatchObject({ state: 'ready', restarts: KILLS });
  expect((await bench.inference.live()).log.filter(({ level }) => level === 'error').map(({ text }) => text)).toEqual(Array.from({ length: KILLS }, () => 'The process was ended from outside, as the system does when memory runs out.'));
  const sorted = recoveries.toSorted((a, b) => a - b);
  console.info(`${KILLS} kills: ${counts.whole} answers whole, ${counts.told} told; next answer after ${Math.round(sorted[Math.floor(KILLS / 2)] ?? 0)} ms (median), ${Math.round(sorted.at(-1) ?? 0)} ms (most)`);
});
