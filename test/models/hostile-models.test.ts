import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ImportEvent, InstalledModel } from '#shared/contract/models.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { encodeGguf, type GgufFile, type MetadataValue } from '#test/support/gguf/gguf-writer.ts';
import { tinyGguf } from '#test/support/gguf/make-tiny-gguf.ts';
import { makeCrossEncoder } from '#test/support/onnx/make-cross-encoder.ts';
import { openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';

const usb = mkdtempSync(join(tmpdir(), 'millwright-hostile-'));
const tiny = tinyGguf();
const good = encodeGguf(tiny);
/** Longer than the time limit of a trial, so that a hang is told by the product and not by the test. */
const PATIENCE_MS = 150_000;
let core: TestCore;
let admin: Credential;

beforeAll(async () => {
  core = await openTestCore();
  admin = await setUpPlant(core);
});
/** A file that was taken must not fail the tests after it. */
afterEach(async () => {
  for (const { id } of await others()) await core.call('models.remove', { id }, admin);
});
afterAll(async () => {
  await core?.close();
  rmSync(usb, { recursive: true, force: true });
});

type Mutation = () => Buffer;

const withMetadata = (change: Record<string, MetadataValue | undefined>): Mutation => () => {
  const changed = Object.entries({ ...tiny.metadata, ...change }).filter((entry): entry is [string, MetadataValue] => entry[1] !== undefined);
  return encodeGguf({ ...tiny, metadata: Object.fromEntries(changed) });
};
const withTensors = (change: (tensors: GgufFile['tensors']) => GgufFile['tensors']): Mutation => () => encodeGguf({ ...tiny, tensors: change(tiny.tensors) });
const patched = (change: (bytes: Buffer) => unknown): Mutation => () => {
  const bytes = Buffer.from(good);
  change(bytes);
  return bytes;
};
/** Where the description of a tensor begins after its name: dimensions, lengths, type, offset. */
const afterName = (bytes: Buffer, name: string): number => bytes.indexOf(name) + name.length;
const QUERY = 'blk.0.attn_q.weight';

const MUTATIONS: Record<string, Mutation> = {
  'nothing in it': () => Buffer.alloc(0),
  'only the four letters': () => Buffer.from('GGUF'),
  'another magic': patched((bytes) => bytes.write('GGML', 0)),
  'version 1': patched((bytes) => bytes.writeUInt32LE(1, 4)),
  'version 99': patched((bytes) => bytes.writeUInt32LE(99, 4)),
  'the version of another byte order': patched((bytes) => bytes.writeUInt32BE(3, 4)),
  'cut in its metadata': () => good.subarray(0, 2000),
  'cut in its tensor table': () => good.subarray(0, good.indexOf('blk.1.attn_q.weight')),
  'cut in the middle': () => good.subarray(0, Math.floor(good.length / 2)),
  'without its last byte': () => good.subarray(0, good.length - 1),
  '2^62 tensors': patched((bytes) => bytes.writeBigUInt64LE(1n << 62n, 8)),
  '2^31 tensors': patched((bytes) => bytes.writeBigUInt64LE(1n << 31n, 8)),
  'no tensors by its own word': patched((bytes) => bytes.writeBigUInt64LE(0n, 8)),
  '2^62 fields': patched((bytes) => bytes.writeBigUInt64LE(1n << 62n, 16)),
  'one field more than there is': patched((bytes) => bytes.writeBigUInt64LE(bytes.readBigUInt64LE(16) + 1n, 16)),
  'no fields by its own word': patched((bytes) => bytes.writeBigUInt64LE(0n, 16)),
  'a key of 2^60 letters': patched((bytes) => bytes.writeBigUInt64LE(1n << 60n, 24)),
  'an architecture nobody knows': withMetadata({ 'general.architecture': { string: 'nonsense' } }),
  'the architecture of another model': withMetadata({ 'general.architecture': { string: 'qwen3' } }),
  'no architecture': withMetadata({ 'general.architecture': undefined }),
  'no number of layers': withMetadata({ 'llama.block_count': undefined }),
  'a thousand layers': withMetadata({ 'llama.block_count': { u32: 1000 } }),
  'four thousand million layers': withMetadata({ 'llama.block_count': { u32: 4_294_967_295 } }),
  'no heads': withMetadata({ 'llama.attention.head_count': { u32: 0 } }),
  'heads that do not divide': withMetadata({ 'llama.attention.head_count': { u32: 3 } }),
  'no KV heads': withMetadata({ 'llama.attention.head_count_kv': { u32: 0 } }),
  'vectors of length 0': withMetadata({ 'llama.embedding_length': { u32: 0 } }),
  'vectors of length 2^31': withMetadata({ 'llama.embedding_length': { u32: 2 ** 31 } }),
  'an epsilon that is no number': withMetadata({ 'llama.attention.layer_norm_rms_epsilon': { f32: Number.NaN } }),
  'rotations wider than a head': withMetadata({ 'llama.rope.dimension_count': { u32: 64 } }),
  'no vocabulary': withMetadata({ 'tokenizer.ggml.tokens': undefined }),
  'a tokenizer nobody knows': withMetadata({ 'tokenizer.ggml.model': { string: 'xyz' } }),
  'ten tokens': withMetadata({ 'tokenizer.ggml.tokens': { strings: Array.from({ length: 10 }, (_, n) => `t${n}`) } }),
  'the same token again and again': withMetadata({ 'tokenizer.ggml.tokens': { strings: Array.from({ length: 1024 }, () => 'dup') } }),
  'a layer without a part': withTensors((tensors) => tensors.filter(({ name }) => name !== 'blk.1.ffn_up.weight')),
  'a tensor too many': withTensors((tensors) => [...tensors, { name: 'evil.weight', shape: [64], type: 'f32', values: new Float32Array(64) }]),
  'a tensor of another shape': withTensors((tensors) => tensors.map((tensor) => (tensor.name === QUERY ? { ...tensor, shape: [128, 64], values: tensor.values.subarray(0, 128 * 64) } : tensor))),
  'two tensors of one name': withTensors((tensors) => tensors.map((tensor) => (tensor.name === 'blk.0.attn_k.weight' ? { ...tensor, name: 'blk.0.attn_v.weight' } : tensor))),
  'weights that are no numbers': withTensors((tensors) => tensors.map((tensor) => ({ ...tensor, values: new Float32Array(tensor.values.length).fill(Number.NaN) }))),
  'a tensor of five dimensions': patched((bytes) => bytes.writeUInt32LE(5, afterName(bytes, QUERY))),
  'a dimension of 2^62': patched((bytes) => bytes.writeBigUInt64LE(1n << 62n, afterName(bytes, QUERY) + 4)),
  'a type of numbers nobody knows': patched((bytes) => bytes.writeUInt32LE(200, afterName(bytes, QUERY) + 20)),
  'a tensor far behind its end': patched((bytes) => bytes.writeBigUInt64LE(1n << 40n, afterName(bytes, QUERY) + 24)),
  'a tensor that begins between two numbers': patched((bytes) => bytes.writeBigUInt64LE(bytes.readBigUInt64LE(afterName(bytes, QUERY) + 24) + 1n, afterName(bytes, QUERY) + 24)),
  'no alignment': withMetadata({ 'general.alignment': { u32: 0 } }),
  'one of three parts': withMetadata({ 'split.count': { u32: 3 } }),
  'a chat template that never ends': withMetadata({ 'tokenizer.chat_template': { string: '{% for i in range(1000000000) %}a{% endfor %}' } }),
};

async function take(path: string): Promise<ImportEvent | undefined> {
  let last: ImportEvent | undefined;
  for await (const event of await core.events<ImportEvent>('models.importFrom', { path }, admin)) last = event;
  return last;
}

const others = async (): Promise<InstalledModel[]> => (await core.call<{ models: InstalledModel[] }>('models.list', {}, admin)).models.filter(({ bundled }) => !bundled);
const inFolder = (): string[] => readdirSync(join(core.dataDirectory, 'models'));
const sentence = expect.stringMatching(/^\S.+\.$/s);

describe('a GGUF file from outside', () => {
  test.each(Object.entries(MUTATIONS))('with %s is refused with a sentence, and leaves nothing behind', async (name, make) => {
    const path = join(usb, `${name.replaceAll(/\W/g, '-')}.gguf`);
    writeFileSync(path, make());
    await expect(take(path)).rejects.toMatchObject({ error: { code: expect.stringMatching(/^(MODEL_INVALID|FILE_EMPTY)$/), message: sentence } });
    expect(await others()).toEqual([]);
    expect(inFolder()).toEqual([]);
  }, PATIENCE_MS);
});

describe('an ONNX model from outside', () => {
  const damaged: Record<string, (folder: string) => void> = {
    'whose weights are a web page': (folder) => writeFileSync(join(folder, 'onnx', 'model.onnx'), '<!doctype html>'),
    'whose weights are empty': (folder) => writeFileSync(join(folder, 'onnx', 'model.onnx'), ''),
    'whose weights are noise': (folder) => writeFileSync(join(folder, 'onnx', 'model.onnx'), Buffer.from(Array.from({ length: 50_000 }, (_, n) => (n * 7919) % 251))),
    'whose tokenizer is cut off': (folder) => writeFileSync(join(folder, 'tokenizer.json'), '{"model": {'),
    'without a tokenizer': (folder) => rmSync(join(folder, 'tokenizer.json')),
  };

  test.each(Object.entries(damaged))('%s, is refused with a sentence, and leaves nothing behind', async (name, damage) => {
    const folder = makeCrossEncoder(join(usb, name.replaceAll(/\W/g, '-')));
    damage(folder);
    await expect(take(folder)).rejects.toMatchObject({ error: { code: expect.stringMatching(/^(MODEL_INVALID|FILE_EMPTY)$/), message: sentence } });
    expect(await others()).toEqual([]);
    expect(inFolder()).toEqual([]);
  }, PATIENCE_MS);
});

test('after all that the core works as before, and takes a good file', async () => {
  const path = join(usb, 'good.gguf');
  writeFileSync(path, good);
  expect(await take(path)).toMatchObject({ type: 'installed', model: { status: 'ready' } });
  expect(await core.call('system.ready')).toEqual({ ready: true });
});
