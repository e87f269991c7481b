import type { z } from 'zod';
import { MillwrightError } from '#shared/contract/errors.ts';
import { PackHeader, PackManifest } from '#shared/contract/model-pack.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { PackSource, SourceFile } from '#core/ports/model-sources.ts';
import { fingerprintOf, type Publishers, sameFingerprint } from './publishers.ts';

/** A model in a pack, with the piece of it that each file is. */
export interface PackedModel {
  name: string;
  format: 'gguf' | 'onnx';
  licence: string | null;
  sizeBytes: number;
  files: SourceFile[];
}

/** A pack whose list of contents is whole and, where it is signed, signed by who holds its key. */
export interface OpenedPack {
  models: PackedModel[];
  /** Name that the pack gives itself; only as good as its key. */
  publisher: string;
  signed: boolean;
  /** Of the key; of the list of contents where the pack is not signed. */
  fingerprint: string;
  trusted: boolean;
  key: string | null;
}

/** Reads a pack's header and checks its signature. Throws `MODEL_INVALID` for one that is damaged or was changed. */
export async function openPack(pack: PackSource, publishers: Pick<Publishers, 'trusts'>, crypto: Crypto): Promise<OpenedPack> {
  const { manifest: text, key, signature } = parsed(PackHeader, pack.header);
  if (key !== null && (signature === null || !crypto.verifySignature(key, text, signature))) {
    throw new MillwrightError('MODEL_INVALID', 'The list of contents of this pack was changed after it was signed. It is not taken.');
  }
  const manifest = parsed(PackManifest, text);
  const models = piecesOf(manifest, pack);
  return {
    models,
    publisher: manifest.publisher,
    signed: key !== null,
    fingerprint: fingerprintOf(key ?? text, crypto),
    trusted: key !== null && (await publishers.trusts(key)),
    key,
  };
}

/** Throws `PACK_UNTRUSTED` unless the pack is trusted, or an admin has confirmed its fingerprint; a confirmed key is trusted from then on. */
export async function requireTrust(pack: OpenedPack, confirmed: string | undefined, publishers: Pick<Publishers, 'trust'>): Promise<void> {
  if (pack.trusted) return;
  if (confirmed !== undefined && sameFingerprint(confirmed, pack.fingerprint)) {
    if (pack.key !== null) await publishers.trust(pack.key, pack.publisher);
    return;
  }
  const asked = confirmed === undefined ? 'Compare it with what its publisher tells you, then confirm it' : 'What was confirmed is another one';
  throw new MillwrightError(
    'PACK_UNTRUSTED',
    pack.signed
      ? `This pack is signed by "${pack.publisher}" with a key that is not known here. The fingerprint of the key is ${pack.fingerprint}. ${asked}.`
      : `This pack is not signed. The fingerprint of its contents is ${pack.fingerprint}. ${asked}.`,
  );
}

function piecesOf(manifest: PackManifest, pack: PackSource): PackedModel[] {
  const total = manifest.models.flatMap(({ files }) => files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (total !== pack.bodyBytes) throw new MillwrightError('MODEL_INVALID', 'The pack is cut off or damaged: it is not as long as its list of contents says. Copy it again.');
  let offset = 0;
  return manifest.models.map(({ name, format, licence, files }) => {
    if (!isWhole(format, files)) throw new MillwrightError('MODEL_INVALID', `The pack does not hold all that the model "${name.slice(0, 80)}" needs.`);
    const pieces = files.map(({ path, sizeBytes, sha256 }) => {
      const source = pack.piece(offset, sizeBytes);
      offset += sizeBytes;
      return { path, source, sha256 };
    });
    return { name, format, licence, files: pieces, sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0) };
  });
}

function isWhole(format: 'gguf' | 'onnx', files: readonly { path: string }[]): boolean {
  const paths = files.map(({ path }) => path);
  if (new Set(paths).size !== paths.length) return false;
  if (format === 'gguf') return paths.length === 1 && /^[^/]+\.gguf$/i.test(paths[0] ?? '');
  return paths.includes('config.json') && paths.some((path) => /^onnx\/.+\.onnx$/i.test(path));
}

function parsed<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new MillwrightError('MODEL_INVALID', 'The pack is damaged: its list of contents cannot be read. Copy it again.', { cause });
  }
}
