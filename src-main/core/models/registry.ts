import { MillwrightError } from '#shared/contract/errors.ts';
import type { ByteStream } from '#shared/contract/byte-source.ts';
import { modelTask } from '#shared/contract/models.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import type { ModelFile } from '#core/ports/model-files.ts';
import type { TextModels } from '#core/ports/text-models.ts';
import type { SourceFile } from '#core/ports/model-sources.ts';
import { registerBundledEmbedder } from './embedder-row.ts';
import { ggufOnly } from './gguf-only.ts';
import { keepReads } from '#core/settings/index.ts';
import { type InstallStage, type InstallerDeps, createInstaller } from './installer.ts';
import { type ModelRow, addModel, allModels, deleteModel, markChecking, markRefused, modelById } from './model-rows.ts';

export interface RegistryDeps extends InstallerDeps {
  textModels: Pick<TextModels, 'unload'>;
  embedding: Embedding;
  clock: Clock;
  crypto: Crypto;
}

export type ImportStage = 'copying' | InstallStage;

export type OnImportStage = (stage: ImportStage, progress: number) => void;

export interface ArrivingModel {
  filename: string;
  content: ByteStream;
  /** Bytes that are to come, where that is known: then copying tells how far it is. */
  sizeBytes: number | undefined;
  /** Checksum (hex) that the file must have; null where nothing says so. */
  sha256: string | null;
}

/** The models of this machine: what lies in the folder, checked, with what is known about each. */
export interface ModelRegistry {
  /** Registers what is there and follows the folder from then on; files are checked in the background. */
  start(): Promise<void>;
  list(): Promise<ModelRow[]>;
  /** Throws `MODEL_NOT_FOUND`. */
  get(id: string): Promise<ModelRow>;
  /** Brings a file in; the same bytes again give the model that is there. Leaves nothing behind when it is refused (`MODEL_INVALID`) or stopped (`CANCELLED`). */
  import(arriving: ArrivingModel, signal: AbortSignal, onStage: OnImportStage): Promise<ModelRow>;
  /** The same for a file on a disk, going on where an earlier attempt broke off. */
  importFile(file: SourceFile, signal: AbortSignal, onStage: OnImportStage): Promise<ModelRow>;
  /** The same for the folder of an ONNX model. */
  importFolder(name: string, files: readonly SourceFile[], signal: AbortSignal, onStage: OnImportStage): Promise<ModelRow>;
  /** Checks a file again, as it is now. */
  recheck(id: string, signal: AbortSignal): Promise<ModelRow>;
  /** Throws `MODEL_NOT_FOUND`, and `FORBIDDEN` for what is shipped with Millwright. */
  remove(id: string): Promise<void>;
  /** Resolves when no file is waiting to be checked. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** A model's file in the folder, with what its place and its config.json tell. */
type FoundFile = ModelFile & Pick<ModelRow, 'name' | 'format' | 'architecture'> & { contextTokens: number | null };

const writerFile = (file: ModelFile): FoundFile => ({ ...file, name: file.filename.replace(/\.gguf$/i, ''), format: 'gguf', architecture: null, contextTokens: null });

export function createModelRegistry(given: RegistryDeps): ModelRegistry {
  const reads = keepReads(() => given.database.withSystem(allModels));
  // Only what goes through here writes models.
  const database: Database = { ...given.database, withSystem: (work) => reads.changing('', () => given.database.withSystem(work)) };
  const deps = { ...given, database };
  const { modelFiles, inference, textModels, crossEncoder, embeddingModels, embedding, clock, crypto, logger } = deps;
  const installer = createInstaller(deps);
  const closing = new AbortController();
  const background = new Set<Promise<unknown>>();
  /** Imports between copying and registering: their files are not the folder watch's business. */
  let arriving = 0;
  let scanning: Promise<void> | undefined;
  let firstScan: Promise<void> | undefined;
  let scanAgain = false;
  let unwatch: () => void = () => undefined;

  const list = (): Promise<ModelRow[]> => reads.get('');

  function register({ name, filename, path, sizeBytes, format, architecture, contextTokens }: FoundFile): Promise<ModelRow> {
    return database.withSystem((tx) =>
      addModel(tx, { id: crypto.uuid(), name, filename, path, format, status: 'checking', size_bytes: sizeBytes, sha256: null, architecture, context_tokens: contextTokens, dimension: null, bundled: false, created_at: clock.now() }),
    );
  }

  async function filesThere(): Promise<FoundFile[]> {
    const [writers, rerankers, embedders] = [await modelFiles.list(), await crossEncoder.list(), await embeddingModels.list()];
    const folders = [...rerankers, ...embedders.map((files) => ({ ...files, architecture: null }))];
    return [...writers.map(writerFile), ...folders.map(({ weightsPath, ...rest }) => ({ ...rest, path: weightsPath, format: 'onnx' as const }))];
  }

  function checkInBackground(row: ModelRow): void {
    const work = installer.install(row, closing.signal, () => undefined).catch(() => undefined);
    background.add(work);
    void work.finally(() => background.delete(work));
  }

  async function compare(row: ModelRow, file: FoundFile): Promise<void> {
    const now = { ...row, path: file.path, size_bytes: file.sizeBytes, architecture: row.architecture ?? file.architecture, context_tokens: file.contextTokens ?? row.context_tokens };
    if (row.status === 'checking') checkInBackground(now);
    else if (row.size_bytes === file.sizeBytes && !(modelTask(row) === 'embed' && row.dimension === null && row.status === 'ready')) return;
    else if (row.status === 'ready' && row.size_bytes !== file.sizeBytes) await database.withSystem((tx) => markRefused(tx, now, 'The file has changed since it was installed. Remove it and install it again.'));
    else {
      await database.withSystem((tx) => markChecking(tx, row.id));
      checkInBackground(now);
    }
  }

  async function scanOnce(): Promise<void> {
    // Rows first: a model registered while the folder is looked at must not seem to have lost its file.
    const rows = (await list()).filter(({ bundled }) => !bundled);
    const files = await filesThere();
    const byName = new Map(files.map((file) => [file.filename, file]));
    for (const row of rows) {
      const file = byName.get(row.filename);
      if (file) await compare(row, file);
      else await database.withSystem((tx) => deleteModel(tx, row.id));
    }
    if (arriving > 0) {
      scanAgain = true;
      return;
    }
    const known = new Set(rows.map(({ filename }) => filename));
    for (const file of files.filter(({ filename }) => !known.has(filename))) {
      const row = await register(file);
      if (row.status === 'checking') checkInBackground(row);
    }
  }

  /** One scan at a time; a change during a scan leads to another one after it. */
  function scan(): Promise<void> {
    scanAgain = true;
    scanning ??= (async () => {
      while (scanAgain && !closing.signal.aborted) {
        scanAgain = false;
        await scanOnce().catch((error: unknown) => logger.error('the models folder could not be read', { error: String(error) }));
        if (arriving > 0) break;
      }
    })().finally(() => {
      scanning = undefined;
      if (scanAgain && arriving === 0 && !closing.signal.aborted) void scan();
    });
    return scanning;
  }

  /** Registers what copying brings before the folder watch can take it for a file that was laid there. */
  async function arrive<T>(copy: () => Promise<T>, found: (copied: T) => Promise<FoundFile | null>): Promise<{ copied: T; row: ModelRow | null }> {
    arriving += 1;
    try {
      const copied = await copy();
      const file = await found(copied);
      return { copied, row: file && (await register(file)) };
    } finally {
      arriving -= 1;
      if (arriving === 0 && scanAgain) void scan();
    }
  }

  /** Checks what has arrived. What is refused or stopped leaves nothing behind. */
  async function admit(row: ModelRow, sha256: string | null, signal: AbortSignal, onStage: OnImportStage): Promise<ModelRow> {
    onStage('copying', 1);
    try {
      await installer.install(row, AbortSignal.any([signal, closing.signal]), onStage);
      const installed = await get(row.id);
      if (sha256 !== null && installed.sha256 !== sha256) throw new MillwrightError('MODEL_INVALID', 'The file does not have the checksum that it should have: it is damaged or another one. Copy it again from where it came.');
      return await onlyOne(installed);
    } catch (error) {
      await discard(row);
      throw error;
    }
  }

  function letGo(row: ModelRow): void {
    const task = modelTask(row);
    if (row.format === 'gguf') {
      inference.unload(row.path);
      if (task !== 'write') textModels.unload();
    } else if (task === 'rerank') crossEncoder.unload();
    else embeddingModels.release(row.path);
  }

  async function discard(row: ModelRow): Promise<void> {
    installer.stop(row.id);
    letGo(row);
    await modelFiles.remove(row.path);
    await database.withSystem((tx) => deleteModel(tx, row.id));
  }

  /** The same bytes under another name are no second model: the one that was there first stays. */
  async function onlyOne(arrived: ModelRow): Promise<ModelRow> {
    const twin = (await list()).find(({ id, status, sha256 }) => id !== arrived.id && status === 'ready' && sha256 === arrived.sha256);
    if (!twin) return arrived;
    await discard(arrived);
    return twin;
  }

  async function get(id: string): Promise<ModelRow> {
    const row = await given.database.withSystem((tx) => modelById(tx, id));
    if (!row) throw new MillwrightError('MODEL_NOT_FOUND');
    return row;
  }

  return {
    // Later scans are not waited for: a file that is still being copied keeps them coming.
    list: async () => {
      await firstScan;
      return list();
    },
    get,
    start: async () => {
      await registerBundledEmbedder({ database, modelFiles, clock, crypto }, embedding.bundled ?? null);
      unwatch = modelFiles.watch(() => void scan());
      firstScan = scan();
    },
    import: async (model, signal, onStage) => {
      const { filename, sizeBytes } = model;
      if (!/\.gguf$/i.test(filename)) throw new MillwrightError('MODEL_INVALID', `Language models are installed as .gguf files, and "${filename.slice(0, 80)}" is not one.`);
      onStage('copying', 0);
      const { row } = await arrive(
        () => modelFiles.put(filename, ggufOnly(model.content), signal, (bytes) => sizeBytes && onStage('copying', Math.min(1, bytes / sizeBytes))),
        async (file) => writerFile(file),
      );
      return admit(isThere(row), model.sha256, signal, onStage);
    },
    importFile: async (file, signal, onStage) => {
      onStage('copying', 0);
      const { copied, row } = await arrive(() => modelFiles.copyFile(file, signal, shareOf([file], onStage)), async (copy) => writerFile(copy));
      return admit(isThere(row), copied.sha256, signal, onStage);
    },
    importFolder: async (name, files, signal, onStage) => {
      onStage('copying', 0);
      const { copied, row } = await arrive(
        () => modelFiles.copyFolder(name, files, signal, shareOf(files, onStage)),
        async (folder) => (await filesThere()).find(({ filename }) => filename.startsWith(`${folder}/`)) ?? null,
      );
      if (row !== null) return admit(row, null, signal, onStage);
      await modelFiles.remove(`${modelFiles.folder}/${copied}`);
      throw new MillwrightError('MODEL_INVALID', `The folder ${name.slice(0, 80)} holds no model that can be used: an embedding model or a cross-encoder has a config.json, a tokenizer.json, and weights in a folder named onnx.`);
    },
    recheck: async (id, signal) => {
      await installer.install(await get(id), signal, () => undefined);
      return get(id);
    },
    remove: async (id) => {
      const row = await get(id);
      if (row.bundled) throw new MillwrightError('FORBIDDEN', `${row.name} comes with Millwright and cannot be removed.`);
      await discard(row);
    },
    idle: async () => {
      await scanning;
      while (background.size > 0) await Promise.all(background);
    },
    close: async () => {
      unwatch();
      closing.abort();
      await scanning;
      await Promise.all(background);
    },
  };
}

/** Tells copying as a share of all bytes that are to come, where that is known. */
function shareOf(files: readonly SourceFile[], onStage: OnImportStage): (bytes: number) => void {
  const total = files.reduce((sum, { source }) => sum + (source.sizeBytes ?? Number.NaN), 0);
  return (bytes) => Number.isFinite(total) && onStage('copying', Math.min(1, bytes / total));
}

function isThere<T>(value: T | null): T {
  if (value === null) throw new MillwrightError('INTERNAL');
  return value;
}
