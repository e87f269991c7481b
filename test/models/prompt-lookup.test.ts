import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { makeTinyGguf } from '#test/support/gguf/make-tiny-gguf.ts';
import { type ModelBench, collect, openModelBench } from '#test/support/model-bench.ts';

const never = new AbortController().signal;
const SCRIPT = longScript(300);
const QUOTED = SCRIPT.join('');

let bench: ModelBench;
let scripted: string;
let tiny: string;
beforeAll(() => {
  bench = openModelBench();
  scripted = join(bench.folder, 'scripted.gguf');
  tiny = join(bench.folder, 'tiny.gguf');
  makeScriptedGguf(scripted, { answer: SCRIPT, quotable: true });
  makeTinyGguf(tiny);
});
afterAll(() => bench.close());

const write = (path: string, overrides = {}, signal = never) => collect(bench.inference.generate(bench.request(path, { maxTokens: 400, ...overrides }), signal));

describe('an answer that quotes its prompt', () => {
  test('has the same words and tokens with guesses as without', async () => {
    const plain = await write(scripted, { prompt: QUOTED, lookup: false });
    const guessed = await write(scripted, { prompt: QUOTED });
    expect(guessed.text).toBe(QUOTED);
    expect(guessed.end.guessedTokens).toBeGreaterThan(2);
    expect(plain.end.guessedTokens).toBe(0);
    expect([guessed.text, guessed.end.completionTokens, guessed.end.stopReason]).toEqual([plain.text, plain.end.completionTokens, plain.end.stopReason]);
    const again = await write(scripted, { prompt: QUOTED, like: guessed.end.manner });
    expect([again.end.tokens, again.end.guessedTokens, again.end.manner?.guesses]).toEqual([guessed.end.tokens, guessed.end.guessedTokens, guessed.end.manner?.guesses]);
  });

  test('that departs from the prompt follows the model', async () => {
    const crooked = SCRIPT.map((piece, n) => (n % 7 === 6 ? ' And so on.' : piece)).join('');
    expect((await write(scripted, { prompt: crooked })).text).toBe(QUOTED);
  });

  test('that is cut by its limit leaves the sequence as if it had been written token by token', async () => {
    const { end } = await write(scripted, { prompt: QUOTED, maxTokens: 50, cacheKey: 'a/cut' });
    expect(end).toMatchObject({ stopReason: 'length', completionTokens: 50 });
    const history = [{ role: 'user', text: QUOTED }, { role: 'assistant', text: SCRIPT.slice(0, 50).join('') }];
    const next = await write(scripted, { history, prompt: 'Go on.', maxTokens: 300, cacheKey: 'a/cut' });
    expect(next.text).toBe(QUOTED);
    expect(next.end.reusedTokens).toBeGreaterThan(end.promptTokens - 5);
  });

  test('stops in the midst of right guesses when it is told to', async () => {
    const stop = new AbortController();
    let text = '';
    for await (const event of bench.inference.generate(bench.request(scripted, { prompt: QUOTED, maxTokens: 400 }), stop.signal)) {
      if (event.type === 'token') text += event.text;
      if (text.length > 800) stop.abort();
      if (event.type === 'end') expect(event.stopReason).toBe('stopped');
    }
    expect(QUOTED.startsWith(text)).toBe(true);
    expect((await write(scripted, { prompt: QUOTED })).text).toBe(QUOTED);
  });
});

test('a model that talks nonsense talks the same nonsense', async () => {
  const prompt = 'pressure of the valve at the pump '.repeat(40);
  const plain = await write(tiny, { prompt, maxTokens: 80, lookup: false });
  const guessed = await write(tiny, { prompt, maxTokens: 80 });
  expect(guessed.text).toBe(plain.text);
});
