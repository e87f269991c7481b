import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import type { LiveModels } from '#shared/contract/live-models.ts';
import type { ChatEvent } from '#shared/contract/conversations.ts';
import { type ModelGateway, createModelGateway, withResponseCache } from '#core/models/index.ts';
import type { ChatRequest } from '#core/models/gateway.ts';
import type { ModelRow } from '#core/models/model-rows.ts';
import type { GenerateEvent, Inference } from '#core/ports/inference.ts';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { type ModelBench, collect, openModelBench, sha256Of } from '#test/support/model-bench.ts';
import { collect as collectAll, openTestCore, setUpPlant, streamOf } from '#test/support/test-core.ts';

const never = new AbortController().signal;
const request: ChatRequest = { role: 'fast', system: 'Answer.', history: [], prompt: 'Which valves are checked?', maxTokens: 60, label: 'internal', cacheKey: 'conversation' };

let bench: ModelBench;
let row: ModelRow;
let generations = 0;
let gateway: ModelGateway;

beforeAll(() => {
  bench = openModelBench();
  const path = join(bench.folder, 'long.gguf');
  makeScriptedGguf(path, { name: 'long', answer: longScript(200), layers: 4 });
  row = {
    id: 'a', name: 'long', filename: 'long.gguf', path, format: 'gguf', status: 'ready', problem: null, size_bytes: 1, sha256: sha256Of(path), architecture: 'llama', parameters: 1,
    quantization: null, context_tokens: 8192, pooling: null, dimension: null, licence: null, fit: null, bundled: false, created_at: new Date(0),
  };
});
afterAll(() => bench.close());
beforeEach(() => {
  generations = 0;
  const inference: Inference = {
    ...bench.inference,
    generate: (...args) => {
      generations += 1;
      return bench.inference.generate(...args);
    },
  };
  const clock = createSystemClock();
  gateway = withResponseCache(createModelGateway({ registry: { list: async () => [row] }, roles: { read: async () => ({}) }, inference, clock }), { clock, crypto: createNodeCrypto() });
});

async function ask(overrides: Partial<ChatRequest> = {}, tenantId = 'north', signal = never): Promise<AsyncIterable<GenerateEvent>> {
  const reply = await gateway.chat({ tenantId, userId: null }, { ...request, ...overrides }, signal);
  if (!reply) throw new Error('no model answers');
  return reply.events;
}

test('the very same request is answered from memory, word for word, and says so', async () => {
  const first = await collect(await ask());
  const second = await collect(await ask({ cacheKey: 'another conversation' }));
  expect(second.text).toBe(first.text);
  expect([first.end.fromCache, second.end]).toMatchObject([undefined, { fromCache: true, promptTokens: first.end.promptTokens, completionTokens: 60, reusedTokens: first.end.promptTokens }]);
  expect(generations).toBe(1);
});

describe('is written anew', () => {
  test.each<[string, Partial<ChatRequest>]>([
    ['for another prompt', { prompt: 'Which valves are not checked?' }],
    ['for another instruction', { system: 'Answer briefly.' }],
    ['after another history', { history: [{ role: 'user', text: 'x' }, { role: 'assistant', text: 'y' }] }],
    ['with another length', { maxTokens: 61 }],
    ['with another seed', { seed: 7 }],
    ['in another form', { schema: { type: 'object', properties: { valve: { type: 'boolean' } }, required: ['valve'] } }],
    ['with another temperature', { temperature: 0 }],
    ['where another answer is wanted', { fresh: true }],
    ['where variety is wanted', { temperature: 0.9 }],
    ['where tools may run', { tools: true }],
  ])('%s', async (_why, overrides) => {
    await collect(await ask());
    expect((await collect(await ask(overrides))).end.fromCache).toBeUndefined();
    expect(generations).toBe(2);
  });

  test('for what is restricted, every time', async () => {
    for (let time = 0; time < 2; time += 1) expect((await collect(await ask({ label: 'restricted' }))).end.fromCache).toBeUndefined();
    expect(generations).toBe(2);
  });

  test('in another plant', async () => {
    await collect(await ask());
    expect((await collect(await ask({}, 'south'))).end.fromCache).toBeUndefined();
  });

  test('after the plant has deleted a conversation', async () => {
    await collect(await ask());
    await gateway.forget('north', 'conversation');
    expect((await collect(await ask())).end.fromCache).toBeUndefined();
  });

  test('after one that was stopped', async () => {
    const stop = new AbortController();
    const seen: GenerateEvent[] = [];
    for await (const event of await ask({ maxTokens: 200 }, 'north', stop.signal)) {
      seen.push(event);
      if (event.type === 'token') stop.abort();
    }
    expect(seen.at(-1)).toMatchObject({ type: 'end', stopReason: 'stopped' });
    expect((await collect(await ask({ maxTokens: 200 }))).end).toMatchObject({ completionTokens: 200 });
  });
});

describe('the same request twice at once', () => {
  test('is generated once, and both get all of it', async () => {
    const [one, two] = await Promise.all([collect(await ask()), collect(await ask())]);
    expect(two.text).toBe(one.text);
    expect(generations).toBe(1);
  });

  test('goes on for the one who stays when the other stops', async () => {
    const stop = new AbortController();
    const staying = collect(await ask({ maxTokens: 150 }));
    for await (const event of await ask({ maxTokens: 150 }, 'north', stop.signal)) if (event.type === 'token') stop.abort();
    expect((await staying).end).toMatchObject({ completionTokens: 150, stopReason: 'length' });
    expect(generations).toBe(1);
  });

  test('is never shared between plants', async () => {
    await Promise.all([collect(await ask()), collect(await ask({}, 'south'))]);
    expect(generations).toBe(2);
  });
});

test('a question asked again in another conversation comes from memory, one answered again does not, and neither does one on something restricted', async () => {
  const plant = await openTestCore();
  try {
    const admin = await setUpPlant(plant);
    const { document } = await plant.call<{ document: { id: string } }>('documents.upload', { filename: 'V-101.md', content: streamOf('# Relief valve V-101\n\nThe relief valve V-101 opens at 12 bar.\n') }, admin);
    await plant.core.ingestionIdle();
    const path = join(bench.folder, 'short.gguf');
    makeScriptedGguf(path, { answer: ['The relief valve', ' V-101', ' opens', ' at', ' 12 bar', ' [1]', '.'] });
    await collectAll(await plant.events('models.import', { filename: 'short.gguf', content: { stream: createReadStream(path) } }, admin));
    const asked = async (id: string, replaces?: string) => {
      const events = await collectAll(await plant.events<ChatEvent>('conversations.chat', { id, message: 'At which pressure does the relief valve V-101 open?', replaces }, admin));
      const question = events.find((event) => event.type === 'question');
      const last = events.at(-1);
      if (last?.type !== 'answer') throw new Error('no answer');
      return { fromCache: last.message.usage?.fromCache, question: question?.type === 'question' ? question.message.id : '' };
    };
    const start = async () => (await plant.call<{ id: string }>('conversations.create', {}, admin)).id;
    expect((await asked(await start())).fromCache).toBe(false);
    const second = await start();
    const { fromCache, question } = await asked(second);
    expect(fromCache).toBe(true);
    expect((await asked(second, question)).fromCache).toBe(false);
    const live = await plant.call<LiveModels>('models.live', {}, admin);
    expect(live).toMatchObject({ backend: 'cpu', models: [{ name: 'scripted', busy: 0, waiting: 0 }], answersKept: { hits: 1, entries: 1 } });
    // The question, embedded once and asked three times.
    expect(live.vectorsKept.hits).toBeGreaterThanOrEqual(2);
    await plant.call('documents.change', { id: document.id, label: 'restricted' }, admin);
    await plant.core.ingestionIdle();
    expect([(await asked(await start())).fromCache, (await asked(await start())).fromCache]).toEqual([false, false]);
  } finally {
    await plant.close();
  }
});
