import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GgufFile, encodeGguf } from '#test/support/gguf/gguf-writer.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { bertGguf } from '#test/support/gguf/make-bert-gguf.ts';
import { makeQwenGguf } from '#test/support/gguf/make-qwen-gguf.ts';
import { tinyGguf } from '#test/support/gguf/make-tiny-gguf.ts';
import { type ModelBench, openModelBench } from '#test/support/model-bench.ts';

const never = new AbortController().signal;
let bench: ModelBench;
let tiny: GgufFile;
let bytes: Buffer;
beforeAll(() => {
  bench = openModelBench();
  tiny = tinyGguf();
  bytes = encodeGguf(tiny);
});
afterAll(() => bench.close());

function inspect(path: string): Promise<unknown> {
  return bench.inference.inspect(path, never, () => undefined);
}

test('a valid file is described, judged and tried', async () => {
  const path = join(bench.folder, 'good.gguf');
  makeScriptedGguf(path, { answer: ['Yes', '.'] });
  const stages = new Set<string>();
  const inspection = await bench.inference.inspect(path, never, (stage) => stages.add(stage));
  expect(inspection).toEqual({
    name: 'scripted',
    architecture: 'llama',
    parameters: expect.any(Number),
    quantization: 'F16',
    contextTokens: 8192,
    pooling: null,
    dimension: null,
    licence: 'apache-2.0',
    fit: { verdict: 'yes', needsBytes: expect.any(Number), availableBytes: expect.any(Number), sentence: expect.stringMatching(/^Needs about \d+ MB; .* are free\.$/) },
  });
  expect([...stages]).toEqual(['inspecting', 'trial-load']);
});

test.each([
  ['mean', { pooling: 'mean', dimension: 32 }],
  ['cls', { pooling: 'cls', dimension: 32 }],
  ['rank', { pooling: 'rank', dimension: null }],
] as const)('a model with pooling by %s is tried at what it does', async (pooling, expected) => {
  const path = join(bench.folder, `${pooling}.gguf`);
  writeFileSync(path, encodeGguf(bertGguf({ pooling })));
  expect(await inspect(path)).toMatchObject({ name: 'tiny-bert', architecture: 'bert', contextTokens: 128, ...expected });
});

test.each([
  ['last', { pooling: 'last', dimension: 64 }],
  ['rank', { pooling: 'rank', dimension: null }],
] as const)('a decoder with pooling by %s is no language model', async (pooling, expected) => {
  const path = join(bench.folder, `qwen-${pooling}.gguf`);
  makeQwenGguf(path, pooling);
  expect(await inspect(path)).toMatchObject({ architecture: 'qwen3', ...expected });
});

const withNoNumbers = (file: GgufFile): GgufFile => ({ ...file, tensors: file.tensors.map((tensor) => (tensor.name === 'token_embd.weight' ? { ...tensor, values: new Float32Array(tensor.values.length).fill(Number.NaN) } : tensor)) });

/** Bad files, each with the sentence a person reads. */
const bad: [name: string, sentence: RegExp, content: () => Buffer][] = [
  ['empty', /^The file is empty\.$/, () => Buffer.alloc(0)],
  ['three bytes', /not a GGUF file/, () => Buffer.from('GGU')],
  ['a web page', /not a GGUF file: it holds a web page/, () => Buffer.from('<!doctype html><title>404</title>')],
  ['random bytes', /not a GGUF file: it does not begin like one/, () => Buffer.alloc(4096, 0xa7)],
  ['a future version', /GGUF version 99; versions 2 and 3 can be read/, () => withUint32(4, 99)],
  ['that announces more than it can hold', /too short for all that its first line of data announces/, () => withUint32(12, 0x7fffffff)],
  ['cut in its first line', /cut off/, () => bytes.subarray(0, 20)],
  ['cut in its description', /^The file is cut off/, () => bytes.subarray(0, 900)],
  ['cut in its weights', /cut off/, () => bytes.subarray(0, Math.floor(bytes.length * 0.6))],
  ['without its last bytes', /cut off/, () => bytes.subarray(0, bytes.length - 64)],
  ['of an unknown architecture', /does not know the architecture "martian"/, () => encodeGguf({ ...tiny, metadata: { ...tiny.metadata, 'general.architecture': { string: 'martian' } } })],
  ['without weights', /holds no weights/, () => encodeGguf({ ...tiny, tensors: [] })],
  ['without a layer\'s weights', /does not hold the weights/, () => encodeGguf({ ...tiny, tensors: tiny.tensors.filter(({ name }) => name !== 'blk.1.attn_q.weight') })],
  ['with weights that are no numbers', /weights in the file are damaged/, () => encodeGguf({ ...tiny, tensors: tiny.tensors.map((tensor) => (tensor.name === 'output.weight' ? { ...tensor, values: new Float32Array(tensor.values.length).fill(Number.NaN) } : tensor)) })],
  ['that makes llama.cpp abort', /llama\.cpp crashed while trying the file|llama\.cpp cannot load the file/, () => encodeGguf({ ...tiny, metadata: { ...tiny.metadata, 'llama.attention.head_count': { u32: 0 } } })],
  ['of an encoder that does not say how it makes one vector', /does not say how a model of the architecture "bert" makes one vector of a text/, () => encodeGguf(bertGguf({ pooling: null }))],
  ['of an encoder that makes a vector of each token', /does not say how a model of the architecture "bert" makes one vector of a text/, () => encodeGguf(bertGguf({ pooling: 'none' }))],
  ['of a judge without a head', /no head to judge with/, () => encodeGguf(bertGguf({ pooling: 'rank', head: false }))],
  ['of an encoder with weights that are no numbers', /weights (in the file )?are damaged/, () => encodeGguf(withNoNumbers(bertGguf({ pooling: 'mean' })))],
  ['one of several parts', /one of 3 parts/, () => encodeGguf({ ...tiny, metadata: { ...tiny.metadata, 'split.count': { u32: 3 } } })],
];

test.each(bad)('a bad file (%s) is refused with a sentence', async (name, sentence, content) => {
  const path = join(bench.folder, `${name.replaceAll(/\W/g, '-')}.gguf`);
  writeFileSync(path, content());
  await expect(inspect(path)).rejects.toMatchObject({ code: 'MODEL_INVALID', message: expect.stringMatching(sentence) });
});

test('a folder with a model\'s name and a missing file are refused', async () => {
  const folder = join(bench.folder, 'folder.gguf');
  mkdirSync(folder);
  await expect(inspect(folder)).rejects.toMatchObject({ code: 'MODEL_INVALID' });
  await expect(inspect(join(bench.folder, 'missing.gguf'))).rejects.toMatchObject({ code: 'MODEL_INVALID', message: 'The file cannot be opened.' });
});

test('stopping an inspection ends its process at once', async () => {
  const path = join(bench.folder, 'stopped.gguf');
  writeFileSync(path, bytes);
  const abort = new AbortController();
  const running = bench.inference.inspect(path, abort.signal, () => abort.abort());
  await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
});

test('after all that the core still has its own worker untouched', () => {
  expect(bench.inference.state()).toMatchObject({ state: 'idle', restarts: 0 });
  expect(readFileSync(join(bench.folder, 'empty.gguf'))).toHaveLength(0);
});

function withUint32(offset: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(value, offset);
  return copy;
}
