import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SourceFile } from '#core/ports/model-sources.ts';
import { copyResumably, type FinishedCopy, forgetCopy, isHopeless, releaseCopy } from './copy-resumably.ts';
import { safeModelName } from './safe-model-name.ts';
import { syncDirectory } from './sync-directory.ts';

/** A folder that is being put together is named like this; a crash leaves it behind. */
export const STAGING = /^\.[0-9a-f-]{36}\.staging$/;

export interface FolderCopy {
  name: string;
  files: readonly SourceFile[];
  /** The models folder. */
  folder: string;
  floorBytes: number;
  signal: AbortSignal;
  /** Told the bytes of all files together. */
  onBytes: (bytes: number) => void;
}

/** Copies the files of an ONNX model and gives their folder its name when all of them are there. Gives that name. */
export async function copyModelFolder({ name, files, folder, floorBytes, signal, onBytes }: FolderCopy): Promise<string> {
  const copies = await copyAll({ name, files, folder, floorBytes, signal, onBytes });
  const staging = join(folder, `.${randomUUID()}.staging`);
  try {
    await mkdir(join(staging, 'onnx'), { recursive: true, mode: 0o700 });
    for (const { file, copy } of copies) await rename(copy.path, join(staging, ...file.path.split('/')));
    await syncDirectory(dirname(join(staging, 'onnx', 'x')));
    const free = await freeName(folder, safeModelName(name).replace(/\.gguf$/, ''));
    await rename(staging, join(folder, free));
    await syncDirectory(folder);
    return free;
  } finally {
    for (const { copy } of copies) await releaseCopy(copy.path);
    await rm(staging, { recursive: true, force: true });
  }
}

type Copied = { file: SourceFile; copy: FinishedCopy };

/** All files under their temporary names; what is whole is found again by the next attempt, unless that would fail the same way. */
async function copyAll({ files, folder, floorBytes, signal, onBytes }: FolderCopy): Promise<Copied[]> {
  const copies: Copied[] = [];
  let before = 0;
  try {
    for (const file of files) {
      const copy = await copyResumably({ source: file.source, folder, sha256: file.sha256, floorBytes, signal, onBytes: (bytes) => onBytes(before + bytes) });
      copies.push({ file, copy });
      before += copy.sizeBytes;
    }
    return copies;
  } catch (error) {
    if (isHopeless(error)) for (const { copy } of copies) await forgetCopy(copy.path);
    throw error;
  }
}

async function freeName(folder: string, wanted: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    const taken = await access(join(folder, name)).then(() => true, () => false);
    if (!taken) return name;
  }
}
