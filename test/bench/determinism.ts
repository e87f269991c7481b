import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, type LlamaContext, type LlamaContextSequence, type LlamaModel, LlamaLogLevel, type Token } from 'node-llama-cpp';
import { makeTinyGguf } from '#test/support/gguf/make-tiny-gguf.ts';

const WRITTEN = 24;
const TEXT = 'At what pressure does the relief valve of the pump open, and who closes it? The operator reads the level, then the temperature. ';

interface Run {
  tokens: Token[];
  /** Probability of each written token. */
  odds: number[];
}

/** Reads a prompt in pieces, then writes greedily, one token a step. */
async function write(sequence: LlamaContextSequence, prompt: readonly Token[], piece: number, from = 0): Promise<Run> {
  const end = prompt.length - 1;
  for (let start = from; start < end; start += piece) await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(start, Math.min(start + piece, end)));
  const run: Run = { tokens: [], odds: [] };
  let last = prompt.at(-1);
  while (last !== undefined && run.tokens.length < WRITTEN) last = await step(sequence, last, run);
  return run;
}

async function step(sequence: LlamaContextSequence, last: Token, run: Run): Promise<Token | undefined> {
  const [result] = await sequence.controlledEvaluate([[last, { generateNext: { probabilities: true, options: { temperature: 1, topK: 0, topP: 1, minP: 0, seed: 1 } } }]]);
  const best = [...(result?.next.probabilities ?? [])].reduce<[Token, number] | null>((top, each) => (top === null || each[1] > top[1] ? each : top), null);
  if (!best) return undefined;
  run.tokens.push(best[0]);
  run.odds.push(best[1]);
  return best[0];
}

function compare(one: Run, other: Run): { firstToken: number | null; bits: boolean; largest: number } {
  const at = one.tokens.findIndex((token, n) => token !== other.tokens[n]);
  const same = at < 0 ? one.tokens.length : at;
  const gaps = one.odds.slice(0, same).map((p, n) => Math.abs(p - (other.odds[n] ?? 0)) / p);
  return { firstToken: at < 0 ? null : at, bits: at < 0 && gaps.every((gap) => gap === 0), largest: Math.max(0, ...gaps) };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'determinism-'));
  const tiny = (['f32', 'f16', 'q4_0'] as const).map((type) => {
    const path = join(folder, `tiny-${type}.gguf`);
    makeTinyGguf(path, type);
    return path;
  });
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, logLevel: LlamaLogLevel.error });
  try {
    for (const path of process.env["ONLY"] ? process.argv.slice(2) : [...tiny, ...process.argv.slice(2)]) await examine(await llama.loadModel({ modelPath: path }), path, llama);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function examine(model: LlamaModel, path: string, llama: Awaited<ReturnType<typeof getLlama>>): Promise<void> {
  const most = Math.min(161, model.trainContextSize - WRITTEN - 8);
  const prompt = model.tokenize(TEXT.repeat(20)).slice(0, most);
  const contextSize = Math.min(1024, model.trainContextSize);
  const fresh = (options = {}): Promise<LlamaContext> => model.createContext({ contextSize, sequences: 4, flashAttention: false, ...options });
  const context = await fresh();
  const seats = Array.from({ length: 4 }, () => context.getSequence());
  const [first, second, third, fourth] = seats;
  if (!first || !second || !third || !fourth) throw new Error('no seats');
  const base = await write(first, prompt, 64);
  const row = (name: string, run: Run): void => console.log(path.split('/').at(-1), '|', name, '|', JSON.stringify(compare(base, run)));
  await first.clearHistory();
  row('the same again, in the same place', await write(first, prompt, 64));
  row('another place, what others hold stays', await write(second, prompt, 64));
  await first.clearHistory();
  row('the same place, what others hold stays', await write(first, prompt, 64));
  await second.clearHistory();
  for (const piece of [1, 2, 3, 5, 7, 32, 57, 65, 128, 512]) {
    await first.clearHistory();
    row(`pieces of ${piece}`, await write(first, prompt, piece));
  }
  // reuse at a place that is a border of pieces, and at one that is none
  for (const kept of [128, 100]) {
    await first.clearHistory();
    await first.evaluateWithoutGeneratingNewTokens(prompt.slice(0, 64));
    await first.evaluateWithoutGeneratingNewTokens(prompt.slice(64, kept));
    row(`a beginning of ${kept} reused`, await write(first, prompt, 64, kept));
  }
  // others write and read beside
  await first.clearHistory();
  await second.clearHistory();
  await third.clearHistory();
  const others = [second, third].map((sequence, n) => write(sequence, prompt.slice(0, 150 + n), 16));
  row('others beside, one token each', await write(first, prompt, 64));
  await Promise.all(others);
  // erased tail: wrong guesses
  for (const threads of [2]) {
    llama.maxThreads = threads;
    await first.clearHistory();
    row(`${threads} threads (context made for 1)`, await write(first, prompt, 64));
  }
  llama.maxThreads = 2;
  const wide = await fresh();
  const wideFirst = wide.getSequence();
  row('a context of its own, 2 threads', await write(wideFirst, prompt, 64));
  llama.maxThreads = 1;
  await wideFirst.clearHistory();
  row('that context, 1 thread', await write(wideFirst, prompt, 64));
  await wide.dispose();
  const single = await fresh({ sequences: 1 });
  row('a context of one seat', await write(single.getSequence(), prompt, 64));
  await single.dispose();
  const smaller = await fresh({ contextSize: Math.ceil((most + WRITTEN + 8) / 64) * 64 });
  row('a smaller context', await write(smaller.getSequence(), prompt, 64));
  await smaller.dispose();
  const flash = await fresh({ flashAttention: true });
  row('flash attention', await write(flash.getSequence(), prompt, 64));
  await flash.dispose();
  // kept on disk and brought back
  await first.clearHistory();
  for (let start = 0; start < 128; start += 64) await first.evaluateWithoutGeneratingNewTokens(prompt.slice(start, start + 64));
  const file = join(tmpdir(), `determinism-${process.pid}.kv`);
  await first.saveStateToFile(file);
  await second.clearHistory();
  await second.loadStateFromFile(file, { acceptRisk: true });
  row('a beginning kept on disk, in another place', await write(second, prompt, 64, 128));
  rmSync(file);
  // lookup: several tokens checked at once
  await first.clearHistory();
  row('written tokens checked four at a time', await checkedInFours(first, prompt, base));
  await context.dispose();
  await model.dispose();
}

/** Evaluates what was written as right guesses, four a step. */
async function checkedInFours(sequence: LlamaContextSequence, prompt: readonly Token[], base: Run): Promise<Run> {
  const end = prompt.length - 1;
  for (let start = 0; start < end; start += 64) await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(start, Math.min(start + 64, end)));
  const written = [...prompt.slice(-1), ...base.tokens.slice(0, -1)];
  const run: Run = { tokens: [], odds: [] };
  const generateNext = { probabilities: true, options: { temperature: 1, topK: 0, topP: 1, minP: 0, seed: 1 } } as const;
  for (let start = 0; start < written.length; start += 4) {
    const results = await sequence.controlledEvaluate(written.slice(start, start + 4).map((token) => [token, { generateNext }]));
    for (const result of results) {
      const best = [...(result?.next.probabilities ?? [])].reduce<[Token, number] | null>((top, each) => (top === null || each[1] > top[1] ? each : top), null);
      if (!best) continue;
      run.tokens.push(best[0]);
      run.odds.push(best[1]);
    }
  }
  return run;
}

await main();
process.exit(0);
