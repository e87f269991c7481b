import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { type EndEvent, type ModelBench, collect, openModelBench } from '#test/support/model-bench.ts';
import { type Figure, figure, figureOfPairs, inTurn, median, percentile } from './figures.ts';

const never = new AbortController().signal;
const SCRIPT = longScript(300);
/** As wide as a small real model, so that arithmetic and not overhead is measured. */
const SHAPE = { layers: 4, width: 768, headWidth: 64, type: 'q4_0' } as const;

/** Prefixes that are not read again, answers that quote, and several at once: each against doing without, in one run. */
export async function inference(rounds: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  const model = join(folder, 'model.gguf');
  makeScriptedGguf(model, { answer: SCRIPT, quotable: true, ...SHAPE });
  try {
    return [...(await prefixes(folder, model, rounds)), ...(await lookups(model, 5 * rounds)), ...(await parallel(model, rounds)), ...(await stopping(model, 5 * rounds))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ask(bench: ModelBench, model: string, overrides: object): Promise<EndEvent> {
  return (await collect(bench.inference.generate(bench.request(model, { maxTokens: 2, lookup: false, ...overrides }), never))).end;
}

const rate = ({ completionTokens, totalMs, firstTokenMs }: EndEvent): number => ((completionTokens - 1) / (totalMs - (firstTokenMs ?? 0))) * 1_000;

/** Time to the first token of the second question of a conversation of more than 3,000 tokens. */
async function prefixes(folder: string, model: string, rounds: number): Promise<Figure[]> {
  const states = join(folder, 'states');
  const passages = 'The pressure of the pump is checked at every round. '.repeat(250);
  const history = [{ role: 'user', text: passages }, { role: 'assistant', text: SCRIPT[0] }];
  const next = { history, prompt: 'And then?', lasting: true };
  let bench = openModelBench({ stateDirectory: states });
  const [full, second, restarted]: [number[], number[], number[]] = [[], [], []];
  let tokens = 0;
  for (let round = 0; round < rounds; round += 1) {
    const cold = await ask(bench, model, { ...next, cacheKey: `cold/${round}` });
    await ask(bench, model, { prompt: passages, cacheKey: `warm/${round}`, lasting: true });
    const warm = await ask(bench, model, { ...next, cacheKey: `warm/${round}` });
    await bench.close();
    bench = openModelBench({ stateDirectory: states });
    await ask(bench, model, { prompt: 'Load the model.', cacheKey: 'other/1' });
    const restored = await ask(bench, model, { ...next, cacheKey: `warm/${round}` });
    tokens = cold.promptTokens;
    full.push(cold.firstTokenMs ?? Number.NaN);
    second.push(warm.firstTokenMs ?? Number.NaN);
    restarted.push(restored.firstTokenMs ?? Number.NaN);
  }
  await bench.close();
  const baseline = { name: `all ${tokens} tokens read`, value: median(full) };
  return [figure('first token of the second question', 'ms', median(second), baseline), figure('the same after a restart', 'ms', median(restarted), baseline)];
}

/** After every three pieces of the answer, another than the one the answer goes on with: every guess is wrong. */
const MISLEADING = SCRIPT.map((piece, at) => [piece, SCRIPT[at + 1], SCRIPT[at + 2], SCRIPT[(at * 7 + 150) % SCRIPT.length]].join('')).join('');

/** Writing with guesses against writing without: an answer that stands in its prompt, one that does not, and the worst case. */
async function lookups(model: string, rounds: number): Promise<Figure[]> {
  const bench = openModelBench();
  const figures: Figure[] = [];
  for (const [name, prompt] of [['answer that quotes its prompt', SCRIPT.join('')], ['answer that does not', 'Which valves are checked?'], ['answer that its prompt misleads about', MISLEADING]] as const) {
    const write = async (lookup: boolean): Promise<number> => rate(await ask(bench, model, { prompt, maxTokens: 280, lookup }));
    await write(true);
    const pairs = await inTurn(rounds, () => write(true), () => write(false));
    figures.push(figureOfPairs(name, 'tokens/s', pairs, 'without lookup'));
  }
  await bench.close();
  return figures;
}

/** From the stop, in the midst of reading a long prompt, until the seat serves the next one. */
async function stopping(model: string, rounds: number): Promise<Figure[]> {
  const bench = openModelBench({ maxSeats: 1 });
  const prompt = 'The pressure of the pump is checked at every round. '.repeat(250);
  await ask(bench, model, { cacheKey: 'stop/warm' });
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const stop = new AbortController();
    let stoppedAt = 0;
    const next = (async () => {
      while (stoppedAt === 0) await pause(5);
      for await (const event of bench.inference.generate(bench.request(model, { cacheKey: `next/${round}`, maxTokens: 1 }), never)) {
        if (event.type !== 'reading') continue;
        took.push(performance.now() - stoppedAt);
        break;
      }
    })();
    for await (const event of bench.inference.generate(bench.request(model, { cacheKey: `stop/${round}`, prompt }), stop.signal)) {
      if (event.type !== 'reading' || event.done < 500 || stoppedAt > 0) continue;
      stoppedAt = performance.now();
      stop.abort();
    }
    await next;
  }
  await bench.close();
  return [figure('stopped while it reads, until the seat is free', 'ms', median(took)), figure('the same, 95th percentile', 'ms', percentile(took, 0.95))];
}

/** Tokens a second of four chats together, against one. */
async function parallel(model: string, rounds: number): Promise<Figure[]> {
  const bench = openModelBench();
  const chats = async (count: number): Promise<number> => {
    const startedAt = performance.now();
    const ends = await Promise.all(Array.from({ length: count }, (_, n) => ask(bench, model, { cacheKey: `t/${n}`, maxTokens: 150 })));
    return (ends.reduce((sum, { completionTokens }) => sum + completionTokens, 0) / (performance.now() - startedAt)) * 1_000;
  };
  await chats(4);
  const pairs = await inTurn(2 * rounds, () => chats(4), () => chats(1));
  await bench.close();
  return [figureOfPairs('four chats at once, together', 'tokens/s', pairs, 'one chat')];
}
