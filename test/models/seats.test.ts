import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '#adapters/llama/generate.ts';
import type { MachineUse } from '#adapters/llama/inference-protocol.ts';
import { loadModel } from '#adapters/llama/loaded-model.ts';
import { openLlama } from '#adapters/llama/open-llama.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import type { Manner } from '#core/ports/manner.ts';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { makeTinyGguf } from '#test/support/gguf/make-tiny-gguf.ts';
import { type ModelBench, collect, openModelBench, sha256Of } from '#test/support/model-bench.ts';

const never = new AbortController().signal;
const LONG_PROMPT = 'pressure of the valve '.repeat(600);

let bench: ModelBench;
let tiny: string;
let long: string;
beforeAll(() => {
  bench = openModelBench({ maxSeats: 3 });
  tiny = join(bench.folder, 'tiny.gguf');
  long = join(bench.folder, 'long.gguf');
  makeTinyGguf(tiny);
  makeScriptedGguf(long, { answer: longScript(300), layers: 4 });
});
afterAll(() => bench.close());

const ask = (cacheKey: string, overrides = {}, signal = never) => bench.inference.generate(bench.request(long, { cacheKey, maxTokens: 120, ...overrides }), signal);

describe('several conversations in one model', () => {
  test('are written at the same time, each with its own words', async () => {
    const alone: string[] = [];
    for (const seed of [1, 2, 3]) alone.push((await collect(bench.inference.generate(bench.request(tiny, { cacheKey: `a/${seed}`, seed, temperature: 0.8, maxTokens: 30 }), never))).text);
    const order: number[] = [];
    const write = async (seed: number) => {
      let text = '';
      for await (const event of bench.inference.generate(bench.request(tiny, { cacheKey: `b/${seed}`, seed, temperature: 0.8, maxTokens: 30 }), never)) {
        if (event.type !== 'token') continue;
        text += event.text;
        order.push(seed);
      }
      return text;
    };
    expect(await Promise.all([1, 2, 3].map(write))).toEqual(alone);
    expect(bench.inference.seats(tiny)).toBe(3);
    // Nobody was written as a whole before another began.
    expect(order.indexOf(3)).toBeLessThan(order.lastIndexOf(1));
  });

  test('keep what each has read while others come and go', async () => {
    for (const key of ['a/1', 'a/2', 'a/3']) await collect(ask(key, { maxTokens: 2 }));
    const again = await Promise.all(['a/1', 'a/2', 'a/3'].map((key) => collect(ask(key, { maxTokens: 2 }))));
    for (const { end } of again) expect(end.promptTokens - end.reusedTokens).toBe(1);
  });

  test('a fourth takes the seat used longest ago', async () => {
    for (const key of ['a/1', 'a/2', 'a/3', 'a/4']) await collect(ask(key, { maxTokens: 2 }));
    expect((await collect(ask('a/2', { maxTokens: 2 }))).end.reusedTokens).toBeGreaterThan(20);
    expect((await collect(ask('a/1', { maxTokens: 2 }))).end.reusedTokens).toBe(0);
  });

  test('one that is read does not stop another from being written', async () => {
    const writing = ask('w/1', { maxTokens: 300 })[Symbol.asyncIterator]();
    let step = await writing.next();
    while (!step.done && step.value.type !== 'token') step = await writing.next();
    let [written, readAt, firstOther] = [0, 0, 0];
    const reading = (async () => {
      for await (const event of ask('r/1', { prompt: LONG_PROMPT, maxTokens: 1 })) {
        if (event.type === 'reading' && event.done > 0) readAt ||= written;
        if (event.type === 'token') firstOther = written;
      }
    })();
    for (; !step.done; step = await writing.next()) if (step.value.type === 'token') written += 1;
    await reading;
    expect(firstOther).toBeGreaterThanOrEqual(readAt);
    expect(written).toBeGreaterThan(20);
  });

  test('one that is stopped while it is read frees its seat for who waits', async () => {
    const stop = new AbortController();
    const events: GenerateEvent[] = [];
    const stopped = (async () => {
      for await (const event of ask('s/1', { prompt: LONG_PROMPT }, stop.signal)) {
        events.push(event);
        if (event.type === 'reading') stop.abort();
      }
    })();
    const others = ['s/2', 's/3', 's/4'].map((key) => collect(ask(key, { maxTokens: 40 })));
    await stopped;
    expect(events.at(-1)).toMatchObject({ type: 'end', stopReason: 'stopped', completionTokens: 0 });
    for (const { end } of await Promise.all(others)) expect(end.completionTokens).toBe(40);
  });
});

describe('a generation that is run again', () => {
  const generated = (overrides: object) => collect(bench.inference.generate(bench.request(tiny, { prompt: 'pressure of the valve at the pump '.repeat(30), maxTokens: 60, ...overrides }), never));
  const again = async (like: Manner | null | undefined, overrides = {}) => (await generated({ cacheKey: 'again/1', like: like ?? null, ...overrides })).end;

  test('has the very tokens of one that was made alone, with guesses or without, however it is drawn, and says how both were made', async () => {
    for (const [n, overrides] of [{ lookup: false }, {}, { temperature: 0.8, seed: 7 }].entries()) {
      const { text, end } = await generated({ cacheKey: `first/${n}`, ...overrides });
      expect(end.manner).toMatchObject({ engine: expect.any(String), contextTokens: 4096, cacheTypes: 'F16/F16', flashAttention: 'off', threads: { reading: 1, writing: 1 }, alone: false, beside: false, takenOver: 0 });
      expect(end.tokens?.ids.length).toBeGreaterThan(40);
      expect(end.tokens?.lengths.reduce((sum, length) => sum + length, 0)).toBe(text.length);
      const second = await again(end.manner, overrides);
      expect(second.tokens).toEqual(end.tokens);
      expect(second.manner).toEqual({ ...end.manner, alone: true });
      expect((await again(end.manner, overrides)).tokens).toEqual(end.tokens);
    }
  });

  test('reads nothing that was read before, is the same beside others, and leaves what they have read', async () => {
    await generated({ cacheKey: 'kept/1' });
    const quiet = await again(null);
    const others = ['o/1', 'o/2', 'o/3'].map((cacheKey) => generated({ cacheKey, maxTokens: 200 }));
    const busy = await again(null);
    await Promise.all(others);
    expect([quiet.reusedTokens, busy.reusedTokens, busy.tokens]).toEqual([0, 0, quiet.tokens]);
    expect(busy.manner).toMatchObject({ alone: true, beside: false, guesses: [] });
  });

  test('that is stopped while it is read or written leaves the next one as it would be', async () => {
    const whole = await again(null);
    for (const at of ['reading', 'token']) {
      const stop = new AbortController();
      const events: GenerateEvent[] = [];
      for await (const event of bench.inference.generate(bench.request(tiny, { cacheKey: 'again/1', prompt: LONG_PROMPT, maxTokens: 200, like: null }), stop.signal)) {
        events.push(event);
        if (event.type === at) stop.abort();
      }
      expect(events.at(-1)).toMatchObject({ type: 'end', stopReason: 'stopped' });
    }
    expect((await again(null)).tokens).toEqual(whole.tokens);
  });

  test('is refused where memory has become too short for a context of its own, in a sentence, while other answers go on', async () => {
    // The worker's own code in this process, so that its memory can be limited once the model is there.
    const use: MachineUse = { threads: 1, gpu: false, maxContextTokens: 4096, maxSeats: 1, memoryBytes: null, stateDirectory: null, stateBytes: 0, saveAfterMs: 60_000 };
    const opened = await openLlama(use, () => undefined);
    const request = bench.request(tiny, { maxTokens: 2 });
    const loaded = await loadModel(opened, request, use, () => undefined);
    await opened.llama.setRamCap(1);
    const ends: string[] = [];
    const write = (more: object): Promise<void> =>
      generate(loaded, { ...request, seed: undefined, lasting: false, lookup: false, stateKey: new Uint8Array(32), use, ...more }, 0, { signal: never, emit: (event) => void (event.type === 'end' && ends.push(event.stopReason)), room: () => undefined });
    await expect(write({ like: null })).rejects.toMatchObject({ code: 'ANSWER_NOT_REPLAYABLE', message: 'There is not enough free memory to run an answer again beside what runs now. Try again when the machine has less to do.' });
    await write({});
    expect(ends).toEqual(['length']);
    await loaded.dispose();
    await opened.llama.dispose();
  });

  test('what was written beside others, or after what had been written before, is told', async () => {
    const together = await Promise.all(['t/1', 't/2'].map((cacheKey) => generated({ cacheKey, maxTokens: 200 })));
    expect(together.map(({ end }) => end.manner?.beside)).toContain(true);
    const first = await generated({ cacheKey: 'u/1', prompt: 'pressure' });
    const next = await generated({ cacheKey: 'u/1', history: [{ role: 'user', text: 'pressure' }, { role: 'assistant', text: first.text }], prompt: 'level' });
    expect(next.end.manner?.takenOver).toBeGreaterThan(0);
    const anew = await generated({ cacheKey: 'u/1', prompt: 'pressure of the feed' });
    expect([anew.end.reusedTokens > 0, anew.end.manner?.takenOver]).toEqual([true, 0]);
  });
});

describe('several models', () => {
  test('stay loaded together where they fit, and the one used longest ago makes room where they do not', async () => {
    const roomy = openModelBench({ maxContextTokens: 512 });
    const tight = openModelBench({ maxContextTokens: 512, memoryBytes: 1 });
    for (const [kept, both] of [[roomy, true], [tight, false]] as const) {
      for (const path of [tiny, long, tiny]) await collect(kept.inference.generate(kept.request(path, { maxTokens: 2 }), never));
      expect(new Set(kept.inference.state().models)).toEqual(new Set(both ? [tiny, long] : [tiny]));
      await kept.close();
    }
  });

  test('one that waits for memory is loaded when the other is free', async () => {
    const tight = openModelBench({ maxContextTokens: 512, memoryBytes: 1 });
    const first = tight.inference.generate(tight.request(long, { maxTokens: 200 }), never)[Symbol.asyncIterator]();
    let step = await first.next();
    while (!step.done && step.value.type !== 'token') step = await first.next();
    const second = collect(tight.inference.generate(tight.request(tiny, { maxTokens: 2 }), never));
    while (!step.done && step.value.type !== 'end') step = await first.next();
    expect(step.value).toMatchObject({ type: 'end', completionTokens: 200 });
    await first.return?.();
    expect((await second).end.completionTokens).toBe(2);
    expect(tight.inference.state().models).toEqual([tiny]);
    await tight.close();
  });

  test('leave memory one by one as each has been idle long enough, and at once when memory runs short', async () => {
    let free = 1;
    const idle = openModelBench({ maxContextTokens: 512, freeShare: () => free });
    for (const path of [tiny, long]) await collect(idle.inference.generate(idle.request(path, { maxTokens: 2 }), never));
    free = 0.01;
    await expect.poll(() => idle.inference.state(), { timeout: 30_000 }).toMatchObject({ state: 'idle', models: [] });
    free = 1;
    expect(await idle.inference.contextTokens(tiny, sha256Of(tiny), never)).toBe(512);
    await idle.close();
  });
});

describe('threads', () => {
  const record = (reading: number, writing: number) => ({ reading, writing, rates: [{ threads: 1, readPerSecond: 7, writePerSecond: 5 }], quiet: true });
  const open = () => openModelBench({ threads: undefined, stateDirectory: join(bench.folder, 'states'), maxContextTokens: 512 });
  const threadsAfter = async () => {
    const measuring = open();
    await collect(measuring.inference.generate(measuring.request(tiny, { maxTokens: 2 }), never));
    const { models } = await measuring.inference.live();
    await measuring.close();
    return models.map(({ threads }) => threads);
  };
  const file = () => join(bench.folder, 'states', 'threads.json');

  test('are measured at the first load, within what the machine has, and kept for this model and machine', async () => {
    const [measured] = await threadsAfter();
    const most = Math.max(...(measured?.rates ?? []).map(({ threads }) => threads));
    expect(measured?.rates.length).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(availableParallelism());
    for (const count of [measured?.reading, measured?.writing]) expect((measured?.rates ?? []).map(({ threads }) => threads)).toContain(count);
    expect(Object.keys(JSON.parse(readFileSync(file(), 'utf8')) as object)).toEqual([expect.stringContaining(sha256Of(tiny))]);
  });

  test('are not measured again, and a damaged record is as none', async () => {
    const [key = ''] = Object.keys(JSON.parse(readFileSync(file(), 'utf8')) as object);
    writeFileSync(file(), JSON.stringify({ [key]: record(1, 1) }));
    expect(await threadsAfter()).toEqual([{ reading: 1, writing: 1, rates: record(1, 1).rates }]);
    writeFileSync(file(), '{"half');
    const [again] = await threadsAfter();
    expect(again?.rates[0]?.readPerSecond).not.toBe(7);
  });
});

test('what the models do now is told: who is busy, how fast, how much memory, on what', async () => {
  for await (const event of ask('live/1', { maxTokens: 300 })) {
    if (event.type !== 'token') continue;
    const { backend, workerBytes, models, log } = await bench.inference.live();
    expect(log.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^Loaded long\.gguf in \d+ ms: \d+ tokens of context, 3 at once\.$/));
    expect({ backend, path: models.at(-1)?.modelPath }).toEqual({ backend: 'cpu', path: long });
    expect(workerBytes).toBeGreaterThan(1e7);
    expect(models.at(-1)).toMatchObject({ seats: 3, busy: 1, gpuLayers: 0, cacheType: 'F16', threads: { reading: 1, writing: 1, rates: [] } });
    expect(models.at(-1)?.writtenPerSecond).toBeGreaterThan(0);
    expect(models.at(-1)?.memoryBytes).toBeGreaterThan(1e5);
    break;
  }
});
