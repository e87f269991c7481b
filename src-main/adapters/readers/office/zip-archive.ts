import { createInflateRaw, inflateRawSync } from 'node:zlib';
import { MillwrightError } from '#shared/contract/errors.ts';
import { limitError } from '#adapters/readers/limit-error.ts';
import { humanBytes } from '#adapters/readers/reader-limits.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';

/** A zip container in memory. Entries are unpacked one by one, on demand, within limits; nothing is written to disk. */
export interface ZipArchive {
  names(): string[];
  has(name: string): boolean;
  /** The whole entry. Throws `FILE_LIMIT`, `FILE_UNREADABLE`. */
  read(name: string): Buffer;
  /** The entry in pieces of some 64 KB, for parts that may be hundreds of megabytes. */
  chunks(name: string): AsyncGenerator<Buffer>;
}

interface Entry {
  name: string;
  method: number;
  encrypted: boolean;
  packedSize: number;
  size: number;
  headerAt: number;
}

const END_SIGNATURE = 0x06054b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_LENGTH = 22;
const CENTRAL_LENGTH = 46;
const LOCAL_LENGTH = 30;

/**
 * Reads the central directory (APPNOTE 4.3.12) and refuses at once what declares to unpack beyond the limits; what
 * lies about its size is stopped while it unpacks.
 */
export function openZip(bytes: Buffer, limits: ReaderLimits): ZipArchive {
  const entries = readDirectory(bytes, limits);
  refuseBombs([...entries.values()], limits);
  const spent = { bytes: 0 };

  function find(name: string): Entry {
    const entry = entries.get(name.toLowerCase());
    if (entry === undefined) throw damaged(`the part ${name} is missing`);
    if (entry.encrypted) throw new MillwrightError('FILE_ENCRYPTED', 'This file is protected by a password. Remove the password and add it again.');
    return entry;
  }

  function spend(count: number): void {
    spent.bytes += count;
    if (spent.bytes > limits.expandedBytes) throw expansionError(spent.bytes, limits);
  }

  return {
    names: () => [...entries.values()].map((entry) => entry.name),
    has: (name) => entries.has(name.toLowerCase()),
    read(name) {
      const entry = find(name);
      const packed = packedBytes(bytes, entry);
      const content = entry.method === 0 ? packed : inflate(packed, entry, limits);
      spend(content.length);
      return content;
    },
    async *chunks(name) {
      const entry = find(name);
      const packed = packedBytes(bytes, entry);
      let size = 0;
      for await (const chunk of entry.method === 0 ? [packed] : inflateChunks(packed)) {
        size += chunk.length;
        if (size > allowedSize(entry, limits)) throw expansionError(size, limits);
        spend(chunk.length);
        yield chunk;
      }
    },
  };
}

function readDirectory(bytes: Buffer, limits: ReaderLimits): Map<string, Entry> {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > limits.entries) throw limitError('entries inside', limits.entries);
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + CENTRAL_LENGTH > bytes.length || bytes.readUInt32LE(at) !== CENTRAL_SIGNATURE) throw damaged('its table of contents is broken');
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + CENTRAL_LENGTH, at + CENTRAL_LENGTH + nameLength).replaceAll('\\', '/');
    entries.set(name.toLowerCase().replace(/^\/+/, ''), {
      name: name.replace(/^\/+/, ''),
      method: bytes.readUInt16LE(at + 10),
      encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      packedSize: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      headerAt: bytes.readUInt32LE(at + 42),
    });
    at += CENTRAL_LENGTH + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** The end record stands last, before a comment of at most 64 KB. */
function findEnd(bytes: Buffer): number {
  const lowest = Math.max(0, bytes.length - END_LENGTH - 0xffff);
  for (let at = bytes.length - END_LENGTH; at >= lowest; at -= 1) {
    if (bytes.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  throw damaged('it is cut off before its end');
}

function refuseBombs(entries: Entry[], limits: ReaderLimits): void {
  let total = 0;
  for (const entry of entries) {
    total += entry.size;
    if (entry.size > allowedSize(entry, limits)) throw expansionError(entry.size, limits);
  }
  // Pictures and embedded files are never unpacked here, so only an absurd sum is refused outright.
  if (total > limits.expandedBytes * 4) throw expansionError(total, limits);
}

function allowedSize(entry: Entry, limits: ReaderLimits): number {
  return Math.min(limits.expandedBytes, Math.max(limits.ratioFloorBytes, entry.packedSize * limits.entryRatio));
}

function packedBytes(bytes: Buffer, entry: Entry): Buffer {
  const at = entry.headerAt;
  if (at + LOCAL_LENGTH > bytes.length || bytes.readUInt32LE(at) !== LOCAL_SIGNATURE) throw damaged(`the part ${entry.name} is broken`);
  const start = at + LOCAL_LENGTH + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (start + entry.packedSize > bytes.length) throw damaged(`the part ${entry.name} is cut off`);
  if (entry.method !== 0 && entry.method !== 8) throw damaged(`the part ${entry.name} is packed in an unknown way`);
  return bytes.subarray(start, start + entry.packedSize);
}

function inflate(packed: Buffer, entry: Entry, limits: ReaderLimits): Buffer {
  const maxOutputLength = allowedSize(entry, limits);
  try {
    return inflateRawSync(packed, { maxOutputLength });
  } catch (error) {
    if (error instanceof RangeError) throw expansionError(maxOutputLength + 1, limits);
    throw damaged(`the part ${entry.name} cannot be unpacked`);
  }
}

async function* inflateChunks(packed: Buffer): AsyncGenerator<Buffer> {
  const stream = createInflateRaw({ chunkSize: 64 * 1024 });
  stream.end(packed);
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof MillwrightError) throw error;
    throw damaged('a part of it cannot be unpacked');
  } finally {
    stream.destroy();
  }
}

function expansionError(bytes: number, limits: ReaderLimits): MillwrightError {
  return new MillwrightError(
    'FILE_LIMIT',
    `The file unpacks to more than it may (${humanBytes(bytes)} from a small archive; ${humanBytes(limits.expandedBytes)} in all is the limit). It was not opened.`,
  );
}

export function damaged(why: string): MillwrightError {
  return new MillwrightError('FILE_UNREADABLE', `The file is damaged: ${why}. Open it in the program it was made with and save it again.`);
}
