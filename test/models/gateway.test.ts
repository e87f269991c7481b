import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { type ModelGateway, createModelGateway } from '#core/models/index.ts';
import type { ChatRequest } from '#core/models/gateway.ts';
import type { ModelRow } from '#core/models/model-rows.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { makeTinyGguf } from '#test/support/gguf/make-tiny-gguf.ts';
import { type ModelBench, collect, openModelBench, sha256Of } from '#test/support/model-bench.ts';

const never = new AbortController().signal;
const request = { role: 'fast', system: 'Answer.', history: [], prompt: 'Which valves are checked?', maxTokens: 400, cacheKey: 'conversation' } as const;

let bench: ModelBench;
let row: ModelRow;
let gateway: ModelGateway;
beforeAll(() => {
  bench = openModelBench({ maxSeats: 1 });
  const path = join(bench.folder, 'long.gguf');
  makeScriptedGguf(path, { answer: longScript(400), layers: 4 });
  row = {
    id: 'a', name: 'long', filename: 'long.gguf', path, format: 'gguf', status: 'ready', problem: null, size_bytes: 1, sha256: sha256Of(path), architecture: 'llama', parameters: 1,
    quantization: null, context_tokens: 8192, pooling: null, dimension: null, licence: null, fit: null, bundled: false, created_at: new Date(0),
  };
  gateway = open();
});
afterAll(() => bench.close());

function open(stalledMs?: number): ModelGateway {
  return createModelGateway({ registry: { list: async () => [row] }, roles: { read: async () => ({}) }, inference: bench.inference, clock: createSystemClock(), stalledMs });
}

async function ask(tenantId: string, overrides: { maxTokens?: number } = {}, signal = never, door = gateway): Promise<AsyncIterable<GenerateEvent>> {
  const reply = await door.chat({ tenantId, userId: null }, { ...request, ...overrides }, signal);
  if (!reply) throw new Error('no model answers');
  return reply.events;
}

describe('several plants at one model', () => {
  test('take turns, and the wait is part of the times told', async () => {
    const finished: string[] = [];
    const ahead: Record<string, number[]> = {};
    const run = async (tenant: string, name: string) => {
      const { end, events } = await collect(await ask(tenant, { maxTokens: 60 }));
      ahead[name] = events.flatMap((event) => (event.type === 'queued' ? [event.ahead] : []));
      finished.push(name);
      return end;
    };
    const ends = await Promise.all([run('north', 'n1'), run('north', 'n2'), run('north', 'n3'), run('south', 's1')]);
    expect(ahead).toEqual({ n1: [], n2: [0], n3: [1, 2, 1, 0], s1: [1, 0] });
    expect(finished).toEqual(['n1', 'n2', 's1', 'n3']);
    expect(ends[2]?.totalMs).toBeGreaterThan(ends[0]?.totalMs ?? Infinity);
    expect(ends.map(({ completionTokens }) => completionTokens)).toEqual([60, 60, 60, 60]);
  });

  test('never share what one conversation has made the model hold', async () => {
    await collect(await ask('north', { maxTokens: 5 }));
    const same = await collect(await ask('north', { maxTokens: 5 }));
    const other = await collect(await ask('south', { maxTokens: 5 }));
    expect(same.end.reusedTokens).toBeGreaterThan(10);
    expect(other.end.reusedTokens).toBe(0);
  });

  test('a question stopped while it waits does not reach the model', async () => {
    const first = collect(await ask('north'));
    const abort = new AbortController();
    const second = collect(await ask('south', {}, abort.signal));
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await first).end.completionTokens).toBe(400);
  });

  test('a reader that has gone to sleep loses its turn', async () => {
    const door = open(300);
    const sleeper = (await ask('north', {}, never, door))[Symbol.asyncIterator]();
    let step = await sleeper.next();
    while (!step.done && step.value.type !== 'token') step = await sleeper.next();
    const awake = await collect(await ask('south', { maxTokens: 5 }, never, door));
    expect(awake.end.completionTokens).toBe(5);
    while (!step.done && step.value.type !== 'end') step = await sleeper.next();
    expect(step.value).toMatchObject({ type: 'end', stopReason: 'stopped' });
  });
});

test('one plant cannot take all places while another waits, and seats are used as soon as they are known', async () => {
  const several = openModelBench({ maxSeats: 2 });
  const door = createModelGateway({ registry: { list: async () => [row] }, roles: { read: async () => ({}) }, inference: several.inference, clock: createSystemClock() });
  const [began, finished]: [string[], string[]] = [[], []];
  const run = async (tenant: string, name: string, maxTokens: number) => {
    for await (const event of await ask(tenant, { maxTokens }, never, door)) if (event.type === 'reading' && !began.includes(name)) began.push(name);
    finished.push(name);
  };
  await Promise.all([run('north', 'n1', 300), run('north', 'n2', 300), run('north', 'n3', 300), run('south', 's1', 20)]);
  expect([...began].slice(0, 2).toSorted()).toEqual(['n1', 's1']);
  expect(finished[0]).toBe('s1');
  await several.close();
});

describe('a model that keeps crashing', () => {
  test('rests after the third time, with the reason, while other questions get passages', async () => {
    const door = open();
    for (let crash = 0; crash < 3; crash += 1) {
      const running = (async () => {
        for await (const event of await ask('north', {}, never, door)) if (event.type === 'token') bench.killNewest();
      })();
      await expect(running).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    }
    expect(await door.chat({ tenantId: 'south', userId: null }, request, never)).toBeNull();
    expect(door.health(row)).toMatchObject({ state: 'resting', sentence: expect.stringMatching(/^long stopped several times in a row and is tried again in \d+ seconds\.$/) });
    expect(await door.answerMode('south')).toEqual({ model: null, device: null, heavy: null, reason: 'The language model long stopped several times in a row and rests for a minute; until then answers quote passages.', sentTo: [] });
  });
});

describe('two models', () => {
  let heavy: ModelRow;
  const roles = { read: async () => ({ fast: 'a', heavy: 'h' }) };
  beforeAll(() => {
    const path = join(bench.folder, 'heavy.gguf');
    makeScriptedGguf(path, { answer: ['The heavy one says so.'] });
    heavy = { ...row, id: 'h', name: 'heavy', path, sha256: sha256Of(path) };
  });

  async function askBoth(overrides: Partial<ChatRequest>, rows = [row, heavy]) {
    const door = createModelGateway({ registry: { list: async () => rows }, roles, inference: bench.inference, clock: createSystemClock() });
    const reply = await door.chat({ tenantId: 'north', userId: null }, { ...request, maxTokens: 5, ...overrides }, never);
    if (!reply) throw new Error('no model answers');
    const { text, events } = await collect(reply.events);
    return { door, model: reply.model.name, text, changes: events.filter((event) => event.type === 'model') };
  }

  test('the heavy one writes when it is asked for, and by rule when the conversation is long, and says why', async () => {
    expect(await askBoth({ role: 'heavy' })).toMatchObject({ model: 'heavy', text: 'The heavy one says so.', changes: [{ name: 'heavy', why: 'asked' }] });
    const history = [{ role: 'user', text: 'valve '.repeat(3_500) }] as const;
    expect(await askBoth({ role: 'auto', history })).toMatchObject({ model: 'heavy', changes: [{ name: 'heavy', why: 'long' }] });
    expect(await askBoth({ role: 'auto' })).toMatchObject({ model: 'long', changes: [] });
    expect(await askBoth({ role: 'auto', modelId: 'h' })).toMatchObject({ model: 'heavy', changes: [] });
  });

  test('the other takes over from one that fails before its first word, and says so', async () => {
    const { model, text, changes, door } = await askBoth({ role: 'fast' }, [{ ...row, sha256: 'changed' }, heavy]);
    expect([model, text, changes]).toEqual(['long', 'The heavy one says so.', [{ type: 'model', id: 'h', name: 'heavy', sha256: heavy.sha256, why: 'fallback' }]]);
    expect(await door.answerMode('north')).toMatchObject({ model: 'long', heavy: 'heavy' });
  });

  test('a question that is too long for one goes to the other where that sees more', async () => {
    const path = join(bench.folder, 'narrow.gguf');
    makeTinyGguf(path);
    const narrow = { ...row, id: 'a', name: 'narrow', path, sha256: sha256Of(path), context_tokens: 4096 };
    const prompt = 'pressure of the valve '.repeat(2_000);
    const { text, changes } = await askBoth({ prompt }, [narrow, heavy]);
    expect([text, changes]).toEqual(['The heavy one says so.', [{ type: 'model', id: 'h', name: 'heavy', sha256: heavy.sha256, why: 'fallback' }]]);
    await expect(askBoth({ prompt }, [narrow, { ...heavy, context_tokens: 4096 }])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  test('one that failed three times is not asked again until its rest is over', async () => {
    const door = createModelGateway({ registry: { list: async () => [{ ...row, sha256: 'changed' }, heavy] }, roles, inference: bench.inference, clock: createSystemClock() });
    const models = [];
    for (let n = 0; n < 4; n += 1) {
      const reply = await door.chat({ tenantId: 'north', userId: null }, { ...request, maxTokens: 5 }, never);
      if (reply) await collect(reply.events);
      models.push(reply?.model.name);
    }
    expect(models).toEqual(['long', 'long', 'long', 'heavy']);
    expect(door.health(row)).toMatchObject({ state: 'resting', sentence: 'The model file long.gguf has changed since it was installed, so it is not used. Remove it and install it again.' });
    expect(door.health(heavy).state).toBe('ok');
  });
});
