import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import type { ResultOf } from '#shared/contract/define-operations.ts';
import type { modelPacking } from '#shared/contract/model-packing.ts';
import type { ImportEvent, InstalledModel, models } from '#shared/contract/models.ts';
import { PACK_MAGIC, type PackHeader, type PackManifest } from '#shared/contract/model-pack.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { sha256Of } from '#test/support/model-bench.ts';
import { makeCrossEncoder } from '#test/support/onnx/make-cross-encoder.ts';
import { openTestCore, setUpPlant, type TestCore } from '#test/support/test-core.ts';

const crypto = createNodeCrypto();
const usb = mkdtempSync(join(tmpdir(), 'millwright-packs-'));
const pack = join(usb, 'plant.mwpack');
const writer = join(usb, 'writer.gguf');
let [office, plant]: TestCore[] = [];
let [it, admin]: Credential[] = [];

/** The station of IT, where packs are made, and a plant's machine that has never seen it. */
beforeAll(async () => {
  [office, plant] = [await openTestCore(), await openTestCore()];
  [it, admin] = [await setUpPlant(office), await setUpPlant(plant)];
  makeScriptedGguf(writer, { answer: ['Yes', '.'] });
  makeCrossEncoder(join(usb, 'judge'));
  await take(at(office), it, writer);
  await take(at(office), it, join(usb, 'judge'));
});
afterAll(async () => {
  await office?.close();
  await plant?.close();
  rmSync(usb, { recursive: true, force: true });
});

function at(core: TestCore | undefined): TestCore {
  if (!core) throw new Error('not open');
  return core;
}

async function take(core: TestCore, who: Credential | undefined, path: string, trust?: string): Promise<ImportEvent[]> {
  const events: ImportEvent[] = [];
  for await (const event of await core.events<ImportEvent>('models.importFrom', { path, trust }, who ?? { kind: 'none' })) events.push(event);
  return events;
}

async function installed(core: TestCore, who: Credential | undefined): Promise<InstalledModel[]> {
  return (await core.call<{ models: InstalledModel[] }>('models.list', {}, who)).models.filter(({ bundled }) => !bundled);
}

type Look = ResultOf<typeof models.look>;
const look = (path: string): Promise<Look> => at(plant).call<Look>('models.look', { path }, admin);
const fingerprintOf = async (path: string): Promise<string> => (await look(path)).pack?.fingerprint ?? '';

async function make(out: string): Promise<{ fingerprint?: string }> {
  const ids = (await installed(at(office), it)).map(({ id }) => id);
  let last: { fingerprint?: string } = {};
  for await (const event of await at(office).events<{ fingerprint?: string }>('models.pack', { ids, out }, it ?? { kind: 'none' })) last = event;
  return last;
}

/** A pack of the pieces given, however wrong they are. */
function forge(name: string, parts: { manifest: unknown; body: Buffer; sign?: 'rightly' | 'wrongly' | 'not'; magic?: string; length?: number }): string {
  const text = typeof parts.manifest === 'string' ? parts.manifest : JSON.stringify(parts.manifest);
  const keys = crypto.signingKeys();
  const signature = crypto.sign(keys.privateKey, parts.sign === 'wrongly' ? `${text} ` : text);
  const header: PackHeader = parts.sign === 'not' ? { manifest: text, key: null, signature: null } : { manifest: text, key: keys.publicKey, signature };
  const bytes = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(parts.length ?? bytes.length);
  const path = join(usb, `${name}.mwpack`);
  writeFileSync(path, Buffer.concat([Buffer.from(parts.magic ?? PACK_MAGIC, 'latin1'), length, bytes, parts.body]));
  return path;
}

function manifestOf(path: string, body: Buffer, overrides: Partial<PackManifest['models'][number]> = {}): PackManifest {
  return {
    v: 'millwright-model-pack-1', madeAt: '2026-11-26T00:00:00.000Z', publisher: 'Somebody',
    models: [{ name: 'm', format: 'gguf', licence: null, files: [{ path, sizeBytes: body.length, sha256: crypto.sha256(body) }], ...overrides }],
  };
}

describe('a pack of models', () => {
  test('carries a whole set to another machine, which takes it once the key is confirmed', async () => {
    const made = await make(pack);
    const seen = await look(pack);
    expect(seen).toMatchObject({ models: [{ name: 'judge', format: 'onnx' }, { name: 'scripted', format: 'gguf' }], pack: { publisher: 'Mill One', signed: true, trusted: false, fingerprint: made.fingerprint } });
    await expect(take(at(plant), admin, pack)).rejects.toMatchObject({ error: { code: 'PACK_UNTRUSTED', message: expect.stringContaining(made.fingerprint ?? 'none') } });
    await expect(take(at(plant), admin, pack, crypto.sha256('another').slice(0, 40))).rejects.toMatchObject({ error: { code: 'PACK_UNTRUSTED' } });
    expect(await installed(at(plant), admin)).toEqual([]);

    const events = await take(at(plant), admin, pack, made.fingerprint?.toLowerCase().replaceAll('-', ' '));
    expect(events.filter(({ type }) => type === 'installed')).toHaveLength(2);
    const there = await installed(at(plant), admin);
    expect(there.map(({ name, status }) => [name, status])).toEqual([['judge', 'ready'], ['scripted', 'ready']]);
    expect(there.find(({ name }) => name === 'scripted')?.sha256).toBe(sha256Of(writer));
  });

  test('of a confirmed publisher is taken without asking, and what is there is not copied again', async () => {
    expect((await look(pack)).pack?.trusted).toBe(true);
    const events = await take(at(plant), admin, pack);
    expect(events.filter(({ type }) => type === 'installed')).toHaveLength(2);
    expect(events.filter((event) => event.type === 'progress' && event.stage === 'copying' && event.name === 'writer.gguf')).toEqual([]);
    expect(await installed(at(plant), admin)).toHaveLength(2);
  });

  test('is refused again when its publisher is trusted no more', async () => {
    const { publishers } = await at(plant).call<ResultOf<typeof modelPacking.publishers>>('models.publishers', {}, admin);
    expect(publishers).toEqual([expect.objectContaining({ name: 'Mill One' })]);
    await at(plant).call('models.distrust', { fingerprint: publishers[0]?.fingerprint }, admin);
    await expect(take(at(plant), admin, pack)).rejects.toMatchObject({ error: { code: 'PACK_UNTRUSTED' } });
    await expect(at(plant).call('models.distrust', { fingerprint: publishers[0]?.fingerprint }, admin)).rejects.toMatchObject({ error: { code: 'PUBLISHER_NOT_FOUND' } });
    await at(plant).call('models.trust', { publicKey: publishers[0]?.publicKey, name: 'The office' }, admin);
    expect((await look(pack)).pack?.trusted).toBe(true);
  });

  test('never takes the place of a file, and is written only as .mwpack', async () => {
    await expect(make(pack)).rejects.toMatchObject({ error: { code: 'INVALID_INPUT', message: expect.stringContaining('a file with this name already') } });
    await expect(make(join(usb, 'plant.zip'))).rejects.toMatchObject({ error: { code: 'INVALID_INPUT' } });
    expect(existsSync(join(usb, 'plant.zip'))).toBe(false);
  });
});

describe('a pack that is wrong', () => {
  const weights = (): Buffer => readFileSync(writer);

  test('unsigned, is taken only by the fingerprint of its contents, each time anew', async () => {
    const path = forge('unsigned', { manifest: manifestOf('plain.gguf', weights()), body: weights(), sign: 'not' });
    await expect(take(at(plant), admin, path)).rejects.toMatchObject({ error: { code: 'PACK_UNTRUSTED', message: expect.stringContaining('not signed') } });
    const confirmed = await fingerprintOf(path);
    expect((await take(at(plant), admin, path, confirmed)).at(-1)?.type).toBe('installed');
    await expect(take(at(plant), admin, path)).rejects.toMatchObject({ error: { code: 'PACK_UNTRUSTED' } });
  });

  test('changed in its body, is refused by the checksum of the file and leaves nothing', async () => {
    const body = Buffer.from(weights());
    const manifest = manifestOf('changed.gguf', body);
    body[body.length - 3] = (body[body.length - 3] ?? 0) ^ 1;
    const path = forge('changed', { manifest, body });
    const before = await installed(at(plant), admin);
    // The right bytes are known here by their checksum; this test is about those that come in.
    for (const { id, sha256 } of before) if (sha256 === manifest.models[0]?.files[0]?.sha256) await at(plant).call('models.remove', { id }, admin);
    const kept = await installed(at(plant), admin);
    await expect(take(at(plant), admin, path, await fingerprintOf(path))).rejects.toMatchObject({ error: { code: 'MODEL_INVALID', message: expect.stringContaining('checksum') } });
    expect(await installed(at(plant), admin)).toEqual(kept);
  });

  test.each<[string, () => string]>([
    ['signed wrongly', () => forge('wrongly', { manifest: manifestOf('a.gguf', weights()), body: weights(), sign: 'wrongly' })],
    ['cut off', () => forge('cut', { manifest: manifestOf('a.gguf', weights()), body: weights().subarray(0, 500) })],
    ['with more behind it', () => forge('more', { manifest: manifestOf('a.gguf', weights()), body: Buffer.concat([weights(), Buffer.from('more')]) })],
    ['with a header that never ends', () => forge('endless', { manifest: manifestOf('a.gguf', weights()), body: weights(), length: 0xffffffff })],
    ['without a header', () => forge('headless', { manifest: manifestOf('a.gguf', weights()), body: weights(), length: 0 })],
    ['whose list is no list', () => forge('nolist', { manifest: 'null', body: weights() })],
    ['of a version to come', () => forge('version', { manifest: { ...manifestOf('a.gguf', weights()), v: 'millwright-model-pack-9' }, body: weights() })],
    ['with a file that would lie elsewhere', () => forge('elsewhere', { manifest: manifestOf('../../a.gguf', weights()), body: weights() })],
    ['with a file in a hidden place', () => forge('hidden', { manifest: manifestOf('.a.gguf', weights()), body: weights() })],
    ['with negative sizes', () => forge('negative', { manifest: JSON.stringify(manifestOf('a.gguf', weights())).replace(`"sizeBytes":${weights().length}`, '"sizeBytes":-1'), body: weights() })],
    ['that calls an ONNX model whole without weights', () => forge('half', { manifest: manifestOf('config.json', Buffer.from('{}'), { format: 'onnx' }), body: Buffer.from('{}') })],
    ['that only begins like one', () => {
      const path = join(usb, 'begins.mwpack');
      writeFileSync(path, PACK_MAGIC);
      return path;
    }],
  ])('%s, is refused with a sentence', async (_how, path) => {
    await expect(look(path())).rejects.toMatchObject({ error: { code: 'MODEL_INVALID', message: expect.stringMatching(/^[A-Z].+\.$/) } });
  });

  test('holding no model at all behind a good signature, is refused by the trial and leaves nothing', async () => {
    const body = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(4000, 1)]);
    const path = forge('empty', { manifest: manifestOf('nothing.gguf', body), body });
    const before = await installed(at(plant), admin);
    await expect(take(at(plant), admin, path, await fingerprintOf(path))).rejects.toMatchObject({ error: { code: 'MODEL_INVALID' } });
    expect(await installed(at(plant), admin)).toEqual(before);
  });
});

test('a host that writes and takes nothing from its own disks says so', async () => {
  const closed = await openTestCore(undefined, { watchRoots: [] });
  try {
    const owner = await setUpPlant(closed);
    await expect(take(closed, owner, pack)).rejects.toMatchObject({ error: { code: 'FOLDER_REFUSED' } });
    const events = await closed.events('models.pack', { ids: [crypto.uuid()], out: join(usb, 'x.mwpack') }, owner);
    await expect((async () => { for await (const _ of events); })()).rejects.toMatchObject({ error: { code: 'FOLDER_REFUSED' } });
  } finally {
    await closed.close();
  }
});
