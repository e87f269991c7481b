import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { getLlama, type Llama, type LlamaContext, type LlamaContextOptions, type LlamaContextSequence, type LlamaModel, LlamaLogLevel, type Token } from 'node-llama-cpp';
import { makeTinyGguf } from '#test/support/gguf/make-tiny-gguf.ts';

/**
 * What changes a bit of what a model computes. `run-ts.mjs test/bench/determinism.ts [model.gguf …]`; models of random weights are made for it.
 * Each line is one way of computing against the same prompt in pieces of 64 tokens, alone, on one thread.
 */
const WRITTEN = 48;
const PROMPT = 401;
const PIECE = 64;
const TEXT = 'At what pressure does the relief valve of the pump open, and who closes it? The operator reads the level, then the temperature. ';
const GENERATE = { probabilities: true, options: { temperature: 1, topK: 0, topP: 1, minP: 0, seed: 1 } } as const;

interface Run {
  tokens: Token[];
  odds: number[];
}

async function read(sequence: LlamaContextSequence, tokens: readonly Token[], piece = PIECE): Promise<void> {
  for (let start = 0; start < tokens.length; start += piece) await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(start, start + piece));
}

/** Evaluates tokens in one step, and keeps the likeliest after each. */
async function step(sequence: LlamaContextSequence, tokens: readonly Token[], run: Run): Promise<void> {
  for (const result of await sequence.controlledEvaluate(tokens.map((token) => [token, { generateNext: GENERATE }]))) {
    let best: [Token, number] | null = null;
    for (const each of result?.next.probabilities ?? []) if (best === null || each[1] > best[1]) best = each;
    if (best === null) continue;
    run.tokens.push(best[0]);
    run.odds.push(best[1]);
  }
}

async function write(sequence: LlamaContextSequence, last: Token | undefined, written = WRITTEN): Promise<Run> {
  const run: Run = { tokens: [], odds: [] };
  for (let next = last; next !== undefined && run.tokens.length < written; next = run.tokens.at(-1)) await step(sequence, [next], run);
  return run;
}

function compare(one: Run, other: Run): string {
  const at = one.tokens.findIndex((token, n) => token !== other.tokens[n]);
  const gaps = one.odds.slice(0, at < 0 ? undefined : at).map((odds, n) => Math.abs(odds - (other.odds[n] ?? 0)) / odds);
  if (at < 0 && gaps.every((gap) => gap === 0)) return 'the same bits';
  return `odds up to ${Math.max(0, ...gaps).toExponential(1)} apart${at < 0 ? '' : `, another token at ${at}`}`;
}

async function examine(llama: Llama, model: LlamaModel, name: string): Promise<void> {
  const contextSize = Math.min(1024, model.trainContextSize);
  const tokens = model.tokenize(TEXT.repeat(20)).slice(0, Math.min(PROMPT, contextSize - WRITTEN - 8));
  const [prompt, last] = [tokens.slice(0, -1), tokens.at(-1)];
  const open = (options: LlamaContextOptions = {}): Promise<LlamaContext> => model.createContext({ contextSize, sequences: 4, flashAttention: false, ...options });
  const context = await open();
  const seats = Array.from({ length: 3 }, () => context.getSequence());
  const [first, second] = seats;
  if (!first || !second) throw new Error('no seats');
  const anew = async (sequence: LlamaContextSequence, piece = PIECE): Promise<Run> => {
    await sequence.clearHistory();
    await read(sequence, prompt, piece);
    return write(sequence, last);
  };
  const inContext = async (options: LlamaContextOptions): Promise<Run> => {
    const other = await open(options);
    const run = await anew(other.getSequence());
    await other.dispose();
    return run;
  };
  const onThreads = async (threads: number, options?: LlamaContextOptions): Promise<Run> => {
    llama.maxThreads = threads;
    const run = await (options ? inContext(options) : anew(first));
    llama.maxThreads = 1;
    return run;
  };
  const base = await anew(first);
  const told = (way: string, run: Run): void => console.log(`${name} | ${way} | ${compare(base, run)}`);

  told('again', await anew(first));
  told('in another seat, beside what others hold', await anew(second));
  for (const piece of [1, 2, 3, 5, 7, 32, 57, 128, 512]) told(`pieces of ${piece}${prompt.length % piece === 1 ? ', the last of 1' : ''}`, await anew(first, piece));
  for (const kept of [128, 100]) {
    await first.clearHistory();
    await read(first, prompt.slice(0, kept));
    await read(first, prompt.slice(kept));
    told(`a beginning of ${kept} tokens was there`, await write(first, last));
  }
  const file = join(tmpdir(), `determinism-${process.pid}.kv`);
  await first.clearHistory();
  await read(first, prompt.slice(0, 128));
  await first.saveStateToFile(file);
  await second.clearHistory();
  await second.loadStateFromFile(file, { acceptRisk: true });
  rmSync(file);
  await read(second, prompt.slice(128));
  told('that beginning came from the disk', await write(second, last));
  await Promise.all(seats.map((sequence) => sequence.clearHistory()));
  await Promise.all(seats.map((sequence) => read(sequence, prompt)));
  const [beside] = await Promise.all(seats.map((sequence) => write(sequence, last)));
  if (beside) told('written beside two others', beside);
  await first.clearHistory();
  await read(first, prompt);
  const guessed: Run = { tokens: [], odds: [] };
  const right = last === undefined ? [] : [last, ...base.tokens.slice(0, -1)];
  for (let start = 0; start < right.length; start += 4) await step(first, right.slice(start, start + 4), guessed);
  told('guessed ahead, four tokens a step', guessed);
  told('2 threads', await onThreads(2));
  told('a context of one seat', await inContext({ sequences: 1 }));
  told('a smaller context', await inContext({ contextSize: Math.ceil((tokens.length + WRITTEN + 8) / 256) * 256 }));
  told('flash attention', await inContext({ flashAttention: true }));
  told('flash attention, 2 threads', await onThreads(2, { flashAttention: true }));
  await context.dispose();
}

const folder = mkdtempSync(join(tmpdir(), 'determinism-'));
const made = (['f32', 'f16', 'q4_0'] as const).map((type) => {
  const path = join(folder, `random-${type}.gguf`);
  makeTinyGguf(path, type);
  return path;
});
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, logLevel: LlamaLogLevel.error });
for (const path of [...made, ...process.argv.slice(2)]) await examine(llama, await llama.loadModel({ modelPath: path }), basename(path));
rmSync(folder, { recursive: true, force: true });
process.exit(0);
