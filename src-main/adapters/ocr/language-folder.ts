import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import type { ByteStream } from '#shared/contract/byte-source.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { RecognitionLanguage } from '#shared/contract/recognition.ts';
import { languageDataFault } from './check-language-data.ts';
import type { LanguageFile } from './tesseract-reader.ts';

/** The largest data files there are, with the old engine's data in them, stay below. */
const MOST_BYTES = 128 * 1024 ** 2;
const NAME = /^([a-z]{3}(?:_[a-z]{2,8})?)\.traineddata$/;
const HALF_COPY = /^\.[0-9a-f-]{36}\.part$/;

/** Imported languages, one file each. */
export interface LanguageFolder {
  list(): Promise<(LanguageFile & RecognitionLanguage)[]>;
  /** Writes checked data under a code; `trial` may still refuse the file before it takes its place. */
  put(code: string, data: Uint8Array, trial: (path: string) => Promise<void>): Promise<RecognitionLanguage>;
  remove(code: string): Promise<boolean>;
}

export function createLanguageFolder(folder: string): LanguageFolder {
  const pathOf = (code: string): string => join(folder, `${code}.traineddata`);
  const cleared = dropHalfCopies(folder);
  return {
    async list() {
      const codes = (await namesIn(folder)).flatMap((name) => NAME.exec(name)?.[1] ?? []).toSorted();
      const found = await Promise.all(codes.map((code) => stat(pathOf(code)).then((facts) => ({ code, path: pathOf(code), sizeBytes: facts.size, bundled: false })).catch(() => null)));
      return found.filter((each) => each !== null);
    },
    async put(code, data, trial) {
      await cleared;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = join(folder, `.${randomUUID()}.part`);
      try {
        await writeSynced(temporary, data);
        await trial(temporary);
        await rename(temporary, pathOf(code));
      } catch (error) {
        await rm(temporary, { force: true });
        throw asDiskFull(error);
      }
      return { code, sizeBytes: data.byteLength, bundled: false };
    },
    async remove(code) {
      const known = (await namesIn(folder)).includes(`${code}.traineddata`);
      if (known) await rm(pathOf(code), { force: true, maxRetries: 5, retryDelay: 100 });
      return known;
    },
  };
}

/** Takes in an uploaded data file, unpacks it where it is gzipped, and refuses what is none. */
export async function takeLanguageData(content: ByteStream, signal: AbortSignal): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of content) {
    if (signal.aborted) throw new MillwrightError('CANCELLED');
    length += bytes.byteLength;
    if (length > MOST_BYTES) throw tooLarge();
    pieces.push(bytes);
  }
  if (length === 0) throw new MillwrightError('FILE_EMPTY');
  const data = await unpacked(Buffer.concat(pieces));
  const fault = languageDataFault(data);
  if (fault !== null) throw noLanguage(fault);
  return data;
}

export function noLanguage(why: string, detail?: string): MillwrightError {
  return new MillwrightError('FILE_UNREADABLE', `This is no language data for Tesseract: ${why}.`, detail === undefined ? {} : { detail });
}

async function unpacked(bytes: Buffer): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw noLanguage('it is damaged and cannot be unpacked', String(error));
  }
}

function tooLarge(): MillwrightError {
  return new MillwrightError('FILE_TOO_LARGE', `No language data is larger than ${MOST_BYTES / 1024 ** 2} MB.`);
}

async function writeSynced(path: string, data: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function asDiskFull(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code === 'ENOSPC' ? new MillwrightError('DISK_FULL') : error;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function dropHalfCopies(folder: string): Promise<void> {
  for (const name of (await namesIn(folder)).filter((each) => HALF_COPY.test(each))) await rm(join(folder, name), { force: true }).catch(() => undefined);
}
