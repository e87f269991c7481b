import { damaged } from '#adapters/readers/office/zip-archive.ts';

/** A storage (folder) or stream (file) of a compound file. */
export interface CompoundEntry {
  name: string;
  isStorage: boolean;
  children: CompoundEntry[];
  start: number;
  size: number;
}

export interface CompoundFile {
  root: CompoundEntry;
  /** The bytes of a stream. Throws `FILE_UNREADABLE` where its chain is broken. */
  read(entry: CompoundEntry): Buffer;
}

const HEADER = 512;
const LAST = 0xfffffffa;
const MINI_SECTOR = 64;
const MINI_CUTOFF = 4096;
const ENTRY = 128;
const MOST_ENTRIES = 100_000;

/**
 * Opens a compound file ([MS-CFB]). Chains and trees are followed once only, so that a loop in them ends. Throws
 * `FILE_UNREADABLE`.
 */
export function openCompoundFile(bytes: Buffer): CompoundFile {
  if (bytes.length < HEADER) throw damaged('it is cut off');
  const shift = bytes.readUInt16LE(30);
  if (shift !== 9 && shift !== 12) throw damaged('its header is broken');
  const sectorSize = 1 << shift;
  const sector = (n: number): Buffer => {
    const at = (n + 1) * sectorSize;
    if (n >= LAST || at >= bytes.length) throw damaged('it is cut off');
    return bytes.subarray(at, at + sectorSize);
  };
  const fat = readFat(bytes, sector);
  const directory = chain(fat, bytes.readUInt32LE(48), sector);
  const miniFat = numbers(chain(fat, bytes.readUInt32LE(60), sector));
  const { root, entries } = readTree(directory);
  let mini: Buffer | null = null;

  return {
    root,
    read(entry) {
      if (entry.size === 0) return Buffer.alloc(0);
      if (entry.size > bytes.length) throw damaged('one of its streams is longer than the file');
      if (entry.size >= MINI_CUTOFF) return cut(chain(fat, entry.start, sector), entry.size);
      mini ??= chain(fat, entries[0]?.start ?? LAST, sector);
      const small = mini;
      return cut(chain(miniFat, entry.start, (n) => small.subarray(n * MINI_SECTOR, (n + 1) * MINI_SECTOR)), entry.size);
    },
  };
}

function cut(bytes: Buffer, size: number): Buffer {
  if (bytes.length < size) throw damaged('one of its streams is cut off');
  return bytes.subarray(0, size);
}

/** Sector numbers of the allocation table stand in the header, and beyond 109 in a chain of their own. */
function readFat(bytes: Buffer, sector: (n: number) => Buffer): number[] {
  const places = numbers(bytes.subarray(76, HEADER));
  const seen = new Set<number>();
  for (let next = bytes.readUInt32LE(68); next < LAST && !seen.has(next); ) {
    seen.add(next);
    const more = numbers(sector(next));
    next = more.pop() ?? LAST;
    places.push(...more);
  }
  const used = new Set(places.filter((place) => place < LAST));
  const fat: number[] = [];
  for (const place of used) for (const value of numbers(sector(place))) fat.push(value);
  return fat;
}

function numbers(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length >> 2 }, (_, n) => bytes.readUInt32LE(n * 4));
}

function chain(table: readonly number[], start: number, sector: (n: number) => Buffer): Buffer {
  const pieces: Buffer[] = [];
  const seen = new Set<number>();
  for (let at = start; at < LAST; at = table[at] ?? LAST) {
    if (seen.has(at)) throw damaged('its parts point at one another in a circle');
    seen.add(at);
    pieces.push(sector(at));
  }
  return Buffer.concat(pieces);
}

interface RawEntry extends CompoundEntry {
  left: number;
  right: number;
  child: number;
}

function readTree(directory: Buffer): { root: CompoundEntry; entries: RawEntry[] } {
  const count = Math.min(MOST_ENTRIES, Math.floor(directory.length / ENTRY));
  const entries = Array.from({ length: count }, (_, n) => rawEntry(directory.subarray(n * ENTRY, (n + 1) * ENTRY)));
  const [root] = entries;
  if (root === undefined) throw damaged('its table of contents is missing');
  const seen = new Set<number>([0]);
  const pending: { at: number; parent: RawEntry }[] = [{ at: root.child, parent: root }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { at, parent } = next;
    const entry = entries[at];
    if (entry === undefined || seen.has(at)) continue;
    seen.add(at);
    parent.children.push(entry);
    pending.push({ at: entry.right, parent }, { at: entry.left, parent });
    if (entry.isStorage) pending.push({ at: entry.child, parent: entry });
  }
  return { root, entries };
}

function rawEntry(bytes: Buffer): RawEntry {
  const nameBytes = Math.min(64, bytes.readUInt16LE(64));
  return {
    name: bytes.toString('utf16le', 0, Math.max(0, nameBytes - 2)),
    isStorage: bytes[66] === 1 || bytes[66] === 5,
    children: [],
    left: bytes.readUInt32LE(68),
    right: bytes.readUInt32LE(72),
    child: bytes.readUInt32LE(76),
    start: bytes.readUInt32LE(116),
    size: bytes.readUInt32LE(120),
  };
}
