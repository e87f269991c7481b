import { constants } from 'node:fs';
import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import { PACK_MAGIC, PACK_HEADER_BYTES } from '#shared/contract/model-pack.ts';
import type { LocalModel, ModelSource, ModelSources, PackSource, SourceFile } from '#core/ports/model-sources.ts';

const PIECE_BYTES = 1024 * 1024;
const CHECKSUM_FILE_BYTES = 64 * 1024;
/** Files of an ONNX model beside its weights. */
const SMALL_FILES = /^[\w.-]{1,100}\.(json|txt|model|md)$/i;
const WEIGHTS = /^[\w.-]{1,100}\.onnx(_data(_\d+)?)?$/i;

export interface ModelSourcesOptions {
  /** Folders that models may be brought in from, with all below them. */
  roots: readonly string[] | 'any';
}

/** Models on the disks of this machine. Links in the middle of a path are followed before the path is judged, never after. */
export function createModelSources({ roots }: ModelSourcesOptions): ModelSources {
  return {
    async local(path) {
      if (!isAbsolute(path)) throw new MillwrightError('INVALID_INPUT', 'Name the file or folder with its full path.');
      const real = await realpath(path).catch((cause: unknown) => {
        throw unreadable(cause);
      });
      await requireAllowed(real, roots);
      const facts = await stat(real);
      if (facts.isDirectory()) return onnxFolder(real);
      if (!facts.isFile()) throw new MillwrightError('MODEL_INVALID', 'This is no file.');
      return modelFile(real);
    },
  };
}

/** Throws `FOLDER_REFUSED` for a real path outside the folders that this host allows. */
export async function requireAllowed(path: string, roots: readonly string[] | 'any'): Promise<void> {
  if (roots === 'any') return;
  for (const root of roots) {
    const way = relative(await realpath(root).catch(() => resolve(root)), path);
    if (way === '' || (!isAbsolute(way) && way !== '..' && !/^\.\.[/\\]/.test(way))) return;
  }
  throw new MillwrightError(
    'FOLDER_REFUSED',
    roots.length === 0
      ? 'This installation takes nothing from its own disks. Whoever runs it allows a folder with "millwright serve --watch-root DIR".'
      : 'This installation takes files only from the folders its operator has named with "--watch-root".',
  );
}

async function modelFile(path: string): Promise<LocalModel> {
  const start = await readStart(path, PACK_MAGIC.length);
  if (start.toString('latin1') === PACK_MAGIC) return { kind: 'pack', pack: await packAt(path) };
  if (start.toString('latin1', 0, 4) !== 'GGUF') throw new MillwrightError('MODEL_INVALID', 'This is neither a GGUF file nor a pack of models: it does not begin like one.');
  return { kind: 'gguf', file: { path: basename(path), source: await fileSource(path), sha256: await checksumBeside(path) } };
}

async function packAt(path: string): Promise<PackSource> {
  const { size } = await stat(path);
  const damaged = new MillwrightError('MODEL_INVALID', 'The pack is cut off or damaged: its list of contents cannot be read. Copy it again.');
  const length = (await readStart(path, 4, PACK_MAGIC.length)).readUInt32LE(0);
  const bodyAt = PACK_MAGIC.length + 4 + length;
  if (length === 0 || length > PACK_HEADER_BYTES || bodyAt > size) throw damaged;
  const header = (await readStart(path, length, PACK_MAGIC.length + 4)).toString('utf8');
  const whole = await fileSource(path);
  const bodyBytes = size - bodyAt;
  return {
    header,
    bodyBytes,
    piece(offset, sizeBytes) {
      if (offset < 0 || sizeBytes < 0 || offset + sizeBytes > bodyBytes) throw damaged;
      return sourceOf(path, `${whole.identity}:${offset}:${sizeBytes}`, bodyAt + offset, sizeBytes);
    },
  };
}

async function onnxFolder(path: string): Promise<LocalModel> {
  const paths = await onnxPaths(path);
  if (!paths.includes('config.json') || !paths.some((each) => each.startsWith('onnx/'))) throw new MillwrightError('MODEL_INVALID', 'This folder holds no ONNX model: that has a config.json, and weights in a folder named onnx. Of a GGUF model, name the file itself.');
  const files: SourceFile[] = [];
  for (const each of paths) files.push({ path: each, source: await fileSource(join(path, each)), sha256: await checksumBeside(join(path, each)) });
  return { kind: 'onnx', name: basename(path), files };
}

/** What belongs to the ONNX model in a folder: its small files, then its weights. */
export async function onnxPaths(folder: string): Promise<string[]> {
  const filesIn = async (path: string, wanted: RegExp): Promise<string[]> => {
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile() && wanted.test(entry.name)).map(({ name }) => name).toSorted();
  };
  const weights = await filesIn(join(folder, 'onnx'), WEIGHTS);
  return [...(await filesIn(folder, SMALL_FILES)), ...weights.map((name) => `onnx/${name}`)];
}

async function fileSource(path: string): Promise<ModelSource> {
  const { size, mtimeMs } = await stat(path);
  return sourceOf(path, `${path}:${size}:${mtimeMs}`, 0, size);
}

function sourceOf(path: string, identity: string, start: number, sizeBytes: number): ModelSource {
  return {
    identity,
    sizeBytes,
    open: async (from) => ({ from, bytes: bytesOf(path, start + from, sizeBytes - from) }),
  };
}

async function* bytesOf(path: string, start: number, sizeBytes: number): AsyncGenerator<Uint8Array> {
  // Windows knows no O_NOFOLLOW; the path was a real one when it was admitted.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch((cause: unknown) => {
    throw unreadable(cause);
  });
  try {
    for (let left = sizeBytes, at = start; left > 0; ) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(Math.min(PIECE_BYTES, left)), 0, Math.min(PIECE_BYTES, left), at).catch((cause: unknown) => {
        throw new MillwrightError('FILE_UNREADABLE', 'The disk stopped giving the file. Check that it is still connected, then start again: what was copied is kept.', { cause });
      });
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      left -= bytesRead;
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

async function readStart(path: string, bytes: number, at = 0): Promise<Buffer> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw unreadable(cause);
  });
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await handle.read(buffer, 0, bytes, at);
    if (at > 0 && bytesRead < bytes) throw new MillwrightError('MODEL_INVALID', 'The file is cut off. Copy it again.');
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The checksum that `NAME.sha256` gives, in the format of `sha256sum` or bare; null where there is no such file. Throws `MODEL_INVALID` for one that says nothing. */
async function checksumBeside(path: string): Promise<string | null> {
  const beside = `${path}.sha256`;
  const size = await stat(beside).then((info) => info.size, () => null);
  if (size === null) return null;
  const text = size > CHECKSUM_FILE_BYTES ? '' : await readFile(beside, 'utf8');
  const sums = text.split(/\r?\n/).flatMap((line) => {
    const [, sum, name] = /^\\?([0-9a-f]{64})(?:\s+\*?(.+?))?\s*$/i.exec(line) ?? [];
    return sum === undefined ? [] : [{ sum: sum.toLowerCase(), name: name === undefined ? null : basename(name) }];
  });
  const own = sums.find(({ name }) => name === basename(path)) ?? (sums.length === 1 ? sums[0] : undefined);
  if (own === undefined) throw new MillwrightError('MODEL_INVALID', `The file ${basename(beside)} beside the model holds no checksum of it. Correct it, or take it away.`);
  return own.sum;
}

function unreadable(cause: unknown): MillwrightError {
  return new MillwrightError('FILE_UNREADABLE', 'There is no such file on the machine that Millwright runs on, or Millwright may not read it.', { cause });
}
