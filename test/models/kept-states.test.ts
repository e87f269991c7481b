import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { type EndEvent, type ModelBench, collect, openModelBench } from '#test/support/model-bench.ts';

const never = new AbortController().signal;
const PASSAGES = 'The pressure of the valve is checked at every round. '.repeat(60);
const SYSTEM = 'You answer questions of people who work at Mill One. Use only the numbered passages that come with the question.';
const NEXT = [{ role: 'user', text: PASSAGES }, { role: 'assistant', text: 'It closes at 12 bar.' }] as const;

let folder: string;
let states: string;
let model: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millwright-states-'));
  model = join(folder, 'model.gguf');
  makeScriptedGguf(model, { answer: ['It closes at 12 bar.'] });
});
beforeEach(() => {
  states = mkdtempSync(join(folder, 'states-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (options = {}): ModelBench => openModelBench({ stateDirectory: states, maxSeats: 1, saveAfterMs: 60_000, ...options });

async function ask(bench: ModelBench, cacheKey: string, overrides = {}, path = model): Promise<EndEvent> {
  return (await collect(bench.inference.generate(bench.request(path, { system: SYSTEM, prompt: PASSAGES, maxTokens: 30, cacheKey, lasting: true, ...overrides }), never))).end;
}

/** Asks the second question of a conversation in a process that has never seen the first. */
async function askAfterRestart(overrides = {}, path = model): Promise<{ end: EndEvent; text: string }> {
  const bench = open();
  const { end, text } = await collect(bench.inference.generate(bench.request(path, { system: SYSTEM, history: NEXT, prompt: 'And V-102?', maxTokens: 30, cacheKey: 'mill/ada/1', lasting: true, ...overrides }), never));
  await bench.close();
  return { end, text };
}

const files = (): string[] => readdirSync(states, { recursive: true }).map(String).filter((name) => name.endsWith('.kvx'));
const conversationFile = (): string => join(states, files().find((name) => name.includes('c-')) ?? 'none');
function flipBit(path: string): void {
  const bytes = readFileSync(path);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
const evaluated = ({ promptTokens, reusedTokens }: EndEvent): number => promptTokens - reusedTokens;

async function firstQuestion(): Promise<EndEvent> {
  const bench = open();
  const end = await ask(bench, 'mill/ada/1');
  await bench.close();
  return end;
}

describe('after a restart', () => {
  test('a conversation is not read again', async () => {
    const first = await firstQuestion();
    const { end, text } = await askAfterRestart();
    expect(first.reusedTokens).toBe(0);
    expect(end.promptTokens).toBeGreaterThan(first.promptTokens);
    expect(end.reusedTokens).toBeGreaterThan(first.promptTokens - 5);
    expect(evaluated(end)).toBeLessThan(60);
    expect(text).toBe('It closes at 12 bar.');
  });

  test('what was kept can be read by its owner alone, and names no conversation', async () => {
    await firstQuestion();
    for (const name of readdirSync(states, { recursive: true }).map(String)) {
      expect(statSync(join(states, name)).mode & 0o077).toBe(0);
      expect(name).not.toMatch(/mill|ada/);
    }
  });

  test('what was kept is encrypted, and no plain file stays beside it', async () => {
    await firstQuestion();
    // The keys and values of this model are zeros, and its tokens repeat: plain, that would shrink to almost nothing.
    for (const name of files()) expect(gzipSync(readFileSync(join(states, name))).length).toBeGreaterThan(0.99 * statSync(join(states, name)).size);
    expect(readdirSync(states, { recursive: true }).map(String).filter((name) => !name.endsWith('.kvx') && statSync(join(states, name)).isFile())).toEqual([]);
  });

  test('what an earlier version kept in plain text, and what a killed process left, is removed', async () => {
    mkdirSync(join(states, 'old'));
    for (const name of ['c-1.kv', 'c-1.kv.json', 'c-2.kvx.new', '../millwright-state-999999999-ab']) writeFileSync(join(states, 'old', name), 'plain');
    await firstQuestion();
    expect(readdirSync(states, { recursive: true }).map(String).filter((name) => /old.|millwright-state/.test(name))).toEqual([]);
  });

  test.each([
    ['cut off', () => truncateSync(conversationFile(), 2_000)],
    ['changed', () => appendFileSync(conversationFile(), 'x')],
    ['changed in one bit', () => flipBit(conversationFile())],
    ['of another conversation', () => copyFileSync(join(states, files().find((name) => name.includes('p-')) ?? 'none'), conversationFile())],
  ])('a state that is %s is not loaded but removed, and the question is answered', async (_, spoil) => {
    await firstQuestion();
    spoil();
    const { end, text } = await askAfterRestart();
    expect(end.reusedTokens).toBeLessThan(100);
    expect(text).toBe('It closes at 12 bar.');
  });

  test('a state under another key is not loaded', async () => {
    await firstQuestion();
    const bench = open({ stateKeyOf: () => new Uint8Array(32) });
    expect((await ask(bench, 'mill/ada/1')).reusedTokens).toBe(0);
    await bench.close();
  });

  test('a state of other weights of the same shape is not loaded', async () => {
    await firstQuestion();
    const other = join(folder, 'other.gguf');
    makeScriptedGguf(other, { name: 'another', answer: ['It closes at 99 bar.'] });
    const { end, text } = await askAfterRestart({}, other);
    expect(end.reusedTokens).toBe(0);
    expect(text).toBe('It closes at 99 bar.');
  });

  test('a state of another context size is not loaded', async () => {
    await firstQuestion();
    const bench = open({ maxContextTokens: 2048 });
    expect((await ask(bench, 'mill/ada/1')).reusedTokens).toBe(0);
    await bench.close();
  });

  test('another tenant gets nothing, whatever it calls its conversation', async () => {
    await firstQuestion();
    const { end } = await askAfterRestart({ cacheKey: 'other/ada/1' });
    expect(end.reusedTokens).toBe(0);
  });
});

describe('in one run', () => {
  test('the beginning that conversations share is read once, and no more than it is shared', async () => {
    const bench = open();
    const first = await ask(bench, 'mill/ada/1');
    const second = await ask(bench, 'mill/bob/2');
    const stranger = await ask(bench, 'other/eve/3');
    expect(first.reusedTokens).toBe(0);
    expect(second.reusedTokens).toBeGreaterThan(30);
    // The passages are the same, and yet are read again: how fast a prompt is read must not tell what others asked.
    expect(evaluated(second)).toBeGreaterThan(500);
    expect(stranger.reusedTokens).toBe(0);
    await bench.close();
  });

  test('a conversation that gave up its seat is fetched back', async () => {
    const bench = open();
    await ask(bench, 'mill/ada/1');
    await ask(bench, 'mill/bob/2');
    expect(evaluated(await ask(bench, 'mill/ada/1', { history: NEXT, prompt: 'And V-102?' }))).toBeLessThan(60);
    await bench.close();
  });

  test('a question outside any conversation leaves nothing of itself', async () => {
    const bench = open();
    await ask(bench, 'mill/ada/once', { lasting: false });
    await bench.close();
    expect(files().filter((name) => name.includes('c-'))).toEqual([]);
  });

  test('a conversation that is deleted leaves nothing, not even what waits to be kept', async () => {
    const bench = open();
    await ask(bench, 'mill/ada/1');
    await ask(bench, 'mill/bob/2');
    expect(files().filter((name) => name.includes('c-'))).toHaveLength(1);
    await bench.inference.forget('mill/ada/1');
    await bench.inference.forget('mill/bob/2');
    await bench.close();
    expect(files().filter((name) => name.includes('c-'))).toEqual([]);
  });

  test('the ones used longest ago go when there are too many', async () => {
    const bench = open({ saveAfterMs: 1 });
    await ask(bench, 'mill/ada/1');
    await expect.poll(() => files().filter((name) => name.includes('c-')).length, { timeout: 20_000 }).toBe(1);
    const { size } = statSync(conversationFile());
    await bench.close();
    const small = open({ stateBytes: size * 1.5 });
    for (const key of ['mill/ada/2', 'mill/ada/3', 'mill/ada/4']) await ask(small, key);
    await small.close();
    expect(files().filter((name) => name.includes('c-'))).toHaveLength(1);
  });
});
