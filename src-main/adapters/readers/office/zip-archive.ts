import { MillwrightError } from '#shared/contract/errors.ts';
import { limitError } from '#adapters/readers/limit-error.ts';
import { humanBytes } from '#adapters/readers/reader-limits.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { createInflateRaw, inflateRawSync } from '#adapters/worker-thread/zlib.ts';
import { entryName } from './entry-name.ts';

/** What the table of contents says of an entry. Names are as written, and may repeat or lead anywhere. */
export interface ZipEntryInfo {
  name: string;
  size: number;
  encrypted: boolean;
  isLink: boolean;
}

/** A zip container in memory. Entries are unpacked one by one, on demand, within limits; nothing is written to disk. */
export interface ZipArchive {
  names(): string[];
  /** All entries in their order, those of one name included. */
  entries(): readonly ZipEntryInfo[];
  /** One of `entries()` in pieces. Throws `FILE_LIMIT`, `FILE_ENCRYPTED`, `FILE_UNREADABLE`. */
  unpack(entry: ZipEntryInfo): AsyncGenerator<Buffer>;
  has(name: string): boolean;
  /** The whole entry. Throws `FILE_LIMIT`, `FILE_UNREADABLE`. */
  read(name: string): Buffer;
  /** The entry in pieces of some 64 KB, for parts that may be hundreds of megabytes. */
  chunks(name: string): AsyncGenerator<Buffer>;
}

interface Entry extends ZipEntryInfo {
  method: number;
  packedSize: number;
  headerAt: number;
}

const END_SIGNATURE = 0x06054b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_LENGTH = 22;
const CENTRAL_LENGTH = 46;
const LOCAL_LENGTH = 30;
const ENCRYPTED = 0x0001;
const UTF8_NAME = 0x0800;
const UNIX_TYPE = 0xf000;
const UNIX_LINK = 0xa000;
const ZIP64 = 0x0001;
const ALL_ONES = 0xffffffff;

/**
 * Reads the central directory (APPNOTE 4.3.12) and refuses at once what declares to unpack beyond the limits; what
 * lies about its size is stopped while it unpacks.
 */
export function openZip(bytes: Buffer, limits: ReaderLimits): ZipArchive {
  const all = readDirectory(bytes, limits);
  refuseBombs(all, limits);
  const entries = new Map(all.map((entry) => [plainName(entry.name).toLowerCase(), entry]));
  const spent = { bytes: 0 };

  function find(name: string): Entry {
    const entry = entries.get(name.toLowerCase());
    if (entry === undefined) throw damaged(`the part ${name} is missing`);
    refuseEncrypted(entry);
    return entry;
  }

  async function* pieces(entry: Entry): AsyncGenerator<Buffer> {
    refuseEncrypted(entry);
    const packed = packedBytes(bytes, entry);
    let size = 0;
    for await (const chunk of entry.method === 0 ? [packed] : inflateChunks(packed)) {
      size += chunk.length;
      if (size > allowedSize(entry, limits)) throw expansionError(size, limits);
      spend(chunk.length);
      yield chunk;
    }
  }

  function spend(count: number): void {
    spent.bytes += count;
    if (spent.bytes > limits.expandedBytes) throw expansionError(spent.bytes, limits);
  }

  return {
    names: () => [...entries.values()].map((entry) => plainName(entry.name)),
    entries: () => all,
    unpack: (entry) => pieces(entry as Entry),
    has: (name) => entries.has(name.toLowerCase()),
    read(name) {
      const entry = find(name);
      const packed = packedBytes(bytes, entry);
      const content = entry.method === 0 ? packed : inflate(packed, entry, limits);
      spend(content.length);
      return content;
    },
    chunks: (name) => pieces(find(name)),
  };
}

function refuseEncrypted(entry: Entry): void {
  if (entry.encrypted) throw new MillwrightError('FILE_ENCRYPTED', 'This file is protected by a password. Remove the password and add it again.');
}

/** Without a slash in front, which some programs write. */
function plainName(name: string): string {
  return name.replace(/^\/+/, '');
}

function readDirectory(bytes: Buffer, limits: ReaderLimits): Entry[] {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > limits.entries) throw limitError('entries inside', limits.entries);
  const entries: Entry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + CENTRAL_LENGTH > bytes.length || bytes.readUInt32LE(at) !== CENTRAL_SIGNATURE) throw damaged('its table of contents is broken');
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    entries.push(readEntry(bytes, at, nameLength, extraLength));
    at += CENTRAL_LENGTH + nameLength + extraLength + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function readEntry(bytes: Buffer, at: number, nameLength: number, extraLength: number): Entry {
  const flags = bytes.readUInt16LE(at + 8);
  const name = bytes.subarray(at + CENTRAL_LENGTH, at + CENTRAL_LENGTH + nameLength);
  const entry: Entry = {
    name: entryName(name, (flags & UTF8_NAME) !== 0).replaceAll('\\', '/'),
    method: bytes.readUInt16LE(at + 10),
    encrypted: (flags & ENCRYPTED) !== 0,
    packedSize: bytes.readUInt32LE(at + 20),
    size: bytes.readUInt32LE(at + 24),
    headerAt: bytes.readUInt32LE(at + 42),
    // Programs on Unix put the mode of the file in the upper half.
    isLink: (bytes.readUInt16LE(at + 40) & UNIX_TYPE) === UNIX_LINK,
  };
  const extra = at + CENTRAL_LENGTH + nameLength;
  return withLongSizes(entry, bytes.subarray(extra, extra + extraLength));
}

/** Sizes of 64 bits stand in an extra field (APPNOTE 4.5.3), in this order, each only where the short one is all ones. */
function withLongSizes(entry: Entry, extra: Buffer): Entry {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64) continue;
    const values = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    let from = 0;
    const long = (short: number): number => {
      if (short !== ALL_ONES || from + 8 > values.length) return short;
      from += 8;
      return Number(values.readBigUInt64LE(from - 8));
    };
    const size = long(entry.size);
    const packedSize = long(entry.packedSize);
    return { ...entry, size, packedSize, headerAt: long(entry.headerAt) };
  }
  return entry;
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
