import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatEvent } from '#shared/contract/conversations.ts';
import type { Passage } from '#shared/contract/passages.ts';
import { BUILT_IN } from '#core/prompts/built-in-prompts.ts';
import { questionPrompt } from '#core/prompts/question-prompt.ts';
import { systemPrompt } from '#core/prompts/system-prompt.ts';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { collect, openTestCore, setUpPlant, streamOf } from '#test/support/test-core.ts';
import { type Figure, figureOfPairs, inTurn } from './figures.ts';

const PIECES = 400;
const LAYERS = 4;
/** Each a little different: the same one again would be answered from memory. */
const QUESTIONS = ['At what pressure', 'At which pressure'].flatMap((which) =>
  ['does V-101', 'does the valve V-101', 'does valve V-101', 'will V-101', 'would V-101', 'will the valve V-101'].flatMap((what) => ['open?', 'open up?', 'open then?'].map((end) => `${which} ${what} ${end}`)),
);
const question = (round: number): string => QUESTIONS[round] ?? '';

/** Raw llama.cpp in a process of its own, as the product's, which stays for all rounds. */
async function openRaw(modelPath: string): Promise<{ rate(system: string, prompt: string): Promise<number>; close(): void }> {
  const child = fork(join(import.meta.dirname, 'raw-llama-child.ts'), [modelPath], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: { ...process.env, GGML_NO_BACKTRACE: '1' } });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('llama.cpp gave nothing')));
  ended.catch(() => undefined);
  const answer = async (): Promise<unknown> => ((await Promise.race([once(child, 'message'), ended])) as unknown[])[0];
  await answer();
  return {
    rate: async (system, prompt) => {
      child.send({ system, prompt });
      return ((await answer()) as { tokensPerSecond: number }).tokensPerSecond;
    },
    close: () => void child.kill(),
  };
}

/** Tokens a second of an answer through the whole app (search, gateway, worker, stream, record), against the bare binding. */
export async function decoding(rounds: number): Promise<Figure[]> {
  const modelPath = join(tmpdir(), `millwright-bench-${process.pid}.gguf`);
  makeScriptedGguf(modelPath, { answer: longScript(PIECES), layers: LAYERS });
  const plant = await openTestCore();
  const admin = await setUpPlant(plant);
  await plant.call('documents.upload', { filename: 'v.txt', content: streamOf('The valve V-101 opens at 12 bar.') }, admin);
  await plant.core.ingestionIdle();
  await collect(await plant.events('models.import', { filename: 'bench.gguf', content: { stream: createReadStream(modelPath) } }, admin));

  let passages: Passage[] = [];
  const ask = async (round: number) => {
    const events = await collect(await plant.events<ChatEvent>('conversations.ask', { question: question(round) }, { kind: 'owner', tenant: null }));
    passages = events.flatMap((event) => (event.type === 'passages' ? event.passages : []));
    const last = events.at(-1);
    const rate = last?.type === 'answer' ? last.message.usage?.tokensPerSecond : null;
    if (rate === null || rate === undefined) throw new Error(`no model answered "${question(round)}"`);
    return rate;
  };
  const raw = await openRaw(modelPath);
  const system = systemPrompt(Object.values(BUILT_IN).map((text) => ({ text })), { plant: 'Mill One', language: 'en' });
  const askRaw = (round: number): Promise<number> => raw.rate(system, questionPrompt(passages.map((passage, at) => ({ n: at + 1, passage })), { question: question(round) }));
  const WARM_UP = 2;
  for (let round = 0; round < WARM_UP; round += 1) for (const each of [ask, askRaw]) await each(round);
  const pairs = await inTurn(Math.min(rounds, QUESTIONS.length - WARM_UP), (round) => ask(round + WARM_UP), (round) => askRaw(round + WARM_UP));
  raw.close();
  await plant.close();
  await rm(modelPath, { force: true });
  return [figureOfPairs('decode through the whole app, 1 thread', 'tokens/s', pairs, 'raw node-llama-cpp')];
}
