import type { CatalogueEntry } from '#shared/contract/model-catalogue.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { ModelSources, SourceFile } from '#core/ports/model-sources.ts';
import type { ModelRow } from './model-rows.ts';
import { openPack, type PackedModel, requireTrust } from './open-pack.ts';
import type { Publishers } from './publishers.ts';
import type { ImportStage, ModelRegistry } from './registry.ts';

/** A model that came in. */
export interface BroughtIn {
  name: string;
  row: ModelRow;
}

/** What lies at a path, before anything of it is taken. */
export interface LookedAt {
  models: { name: string; format: 'gguf' | 'onnx'; licence: string | null; sizeBytes: number }[];
  /** Null for what is no pack. */
  pack: { publisher: string; signed: boolean; fingerprint: string; trusted: boolean } | null;
}

/** Takes models from a disk of this machine. */
export interface BringIn {
  look(path: string): Promise<LookedAt>;
  /** Throws as {@link ModelRegistry.importFile} does, and `PACK_UNTRUSTED`. */
  take(path: string, confirmed: string | undefined, signal: AbortSignal, onStage: OnNamedStage): Promise<BroughtIn[]>;
  /** A single file from anywhere, with the catalogue's checksum where it pins one. */
  takeFile(file: SourceFile, signal: AbortSignal, onStage: OnNamedStage): Promise<BroughtIn>;
}

export type OnNamedStage = (stage: ImportStage, progress: number, name: string) => void;

interface Deps {
  registry: Pick<ModelRegistry, 'importFile' | 'importFolder' | 'list'>;
  sources: ModelSources;
  publishers: Publishers;
  catalogue: readonly CatalogueEntry[];
  crypto: Crypto;
}

export function createBringIn({ registry, sources, publishers, catalogue, crypto }: Deps): BringIn {
  async function takeFile(file: SourceFile, signal: AbortSignal, onStage: OnNamedStage): Promise<BroughtIn> {
    const there = await alreadyThere(file.sha256);
    const row = there ?? (await registry.importFile(pinned(file, catalogue), signal, (stage, progress) => onStage(stage, progress, file.path)));
    return { name: row.name, row };
  }

  async function takeFolder(name: string, files: readonly SourceFile[], signal: AbortSignal, onStage: OnNamedStage): Promise<BroughtIn> {
    const weights = files.find(({ path }) => /^onnx\/.+\.onnx$/i.test(path));
    const there = await alreadyThere(weights?.sha256 ?? null);
    return { name, row: there ?? (await registry.importFolder(name, files, signal, (stage, progress) => onStage(stage, progress, name))) };
  }

  /** What is known by its checksum is not copied a second time. */
  async function alreadyThere(sha256: string | null): Promise<ModelRow | undefined> {
    if (sha256 === null) return undefined;
    return (await registry.list()).find((row) => row.status === 'ready' && row.sha256 === sha256);
  }

  const takePacked = ({ name, format, files }: PackedModel, signal: AbortSignal, onStage: OnNamedStage): Promise<BroughtIn> => {
    const [first] = files;
    return format === 'gguf' && first ? takeFile(first, signal, onStage) : takeFolder(name, files, signal, onStage);
  };

  return {
    takeFile,
    async look(path) {
      const found = await sources.local(path);
      if (found.kind === 'gguf') return { models: [{ name: found.file.path, format: 'gguf', licence: null, sizeBytes: found.file.source.sizeBytes ?? 0 }], pack: null };
      if (found.kind === 'onnx') return { models: [{ name: found.name, format: 'onnx', licence: null, sizeBytes: found.files.reduce((sum, { source }) => sum + (source.sizeBytes ?? 0), 0) }], pack: null };
      const { models, publisher, signed, fingerprint, trusted } = await openPack(found.pack, publishers, crypto);
      return { models: models.map(({ name, format, licence, sizeBytes }) => ({ name, format, licence, sizeBytes })), pack: { publisher, signed, fingerprint, trusted } };
    },
    async take(path, confirmed, signal, onStage) {
      const found = await sources.local(path);
      if (found.kind === 'gguf') return [await takeFile(found.file, signal, onStage)];
      if (found.kind === 'onnx') return [await takeFolder(found.name, found.files, signal, onStage)];
      const pack = await openPack(found.pack, publishers, crypto);
      await requireTrust(pack, confirmed, publishers);
      const taken: BroughtIn[] = [];
      for (const model of pack.models) taken.push(await takePacked(model, signal, onStage));
      return taken;
    },
  };
}

/** With the checksum that the catalogue pins for a file of this name. Throws `MODEL_INVALID` where the file beside it gives another one. */
function pinned(file: SourceFile, catalogue: readonly CatalogueEntry[]): SourceFile {
  const pin = pinOf(catalogue, file.path);
  if (pin === null) return file;
  if (file.sha256 !== null && file.sha256 !== pin) throw new MillwrightError('MODEL_INVALID', `The checksum that came with ${file.path} is not the one that Millwright's catalogue has for it.`);
  return { ...file, sha256: pin };
}

/** The checksum that the catalogue pins for a file of this name; null where it has none. */
export function pinOf(catalogue: readonly CatalogueEntry[], name: string): string | null {
  return catalogue.find(({ format, filename, sha256 }) => format === 'gguf' && sha256 !== null && filename.toLowerCase() === name.toLowerCase())?.sha256 ?? null;
}
