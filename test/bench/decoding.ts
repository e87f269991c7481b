import { fork } from 'node:child_process';
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
import { type Figure, figure, median } from './figures.ts';

const PIECES = 400;
const LAYERS = 4;
/** Each a little different: the same one again would be answered from memory. */
const QUESTIONS = ['At what pressure does V-101 open?', 'At which pressure does V-101 open?', 'At what pressure does the valve V-101 open?', 'V-101 opens at what pressure?', 'V-101 opens at which pressure?', 'The valve V-101 opens at which pressure?'];
const question = (round: number): string => QUESTIONS[round % QUESTIONS.length] ?? '';

function raw(modelPath: string, system: string, prompt: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'raw-llama-child.ts'), [modelPath, system, prompt], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: { ...process.env, GGML_NO_BACKTRACE: '1' } });
    let rate = Number.NaN;
    child.on('message', (message: { tokensPerSecond: number }) => {
      rate = message.tokensPerSecond;
    });
    child.on('exit', () => (Number.isNaN(rate) ? reject(new Error('llama.cpp gave nothing')) : resolve(rate)));
  });
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
    return (last?.type === 'answer' ? last.message.usage?.tokensPerSecond : null) ?? Number.NaN;
  };
  await ask(0);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    ours.push(await ask(round));
    bare.push(await raw(modelPath, systemPrompt(Object.values(BUILT_IN).map((text) => ({ text })), { plant: 'Mill One', language: 'en' }), questionPrompt(passages.map((passage, at) => ({ n: at + 1, passage })), { question: question(round) })));
  }
  await plant.close();
  await rm(modelPath, { force: true });
  return [figure('decode through the whole app, 1 thread', 'tokens/s', median(ours), { name: 'raw node-llama-cpp', value: median(bare) })];
}
