/** What one file may cost before it is refused with `FILE_LIMIT` or `READ_TIMEOUT`. */
export interface ReaderLimits {
  /** Size of the file itself. */
  bytes: number;
  pages: number;
  /** Parts of a document (pages, sheets' pieces, sections). */
  parts: number;
  /** UTF-16 units of text over the whole document. */
  chars: number;
  /** Bytes all entries of a zip container may unpack to. */
  expandedBytes: number;
  /** An entry that unpacks beyond `ratioFloorBytes` may be at most this many times its packed size. */
  entryRatio: number;
  ratioFloorBytes: number;
  entries: number;
  /** Containers around a container: an archive in an archive in an archive is the third. */
  nesting: number;
  /** Size of a file whose whole content is text that has to be decoded at once. */
  textBytes: number;
  /** Width times height of a picture. */
  pixels: number;
  /** JavaScript heap of a worker, in MiB. */
  heapMb: number;
  /** Memory the PDF engine may take outside the JavaScript heap, in bytes. */
  engineBytes: number;
  /** Milliseconds for a small file; larger ones get `msPerMegabyte` more for each MiB, up to `maxMs`. */
  baseMs: number;
  msPerMegabyte: number;
  maxMs: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_READER_LIMITS: ReaderLimits = {
  bytes: 512 * MIB,
  pages: 30_000,
  parts: 60_000,
  chars: 40_000_000,
  expandedBytes: 1024 * MIB,
  entryRatio: 150,
  ratioFloorBytes: 24 * MIB,
  entries: 20_000,
  nesting: 3,
  textBytes: 128 * MIB,
  pixels: 100_000_000,
  heapMb: 1024,
  engineBytes: 1536 * MIB,
  baseMs: 120_000,
  msPerMegabyte: 2_000,
  maxMs: 900_000,
};

/** Milliseconds a file of this size may take. */
export function timeAllowed(limits: ReaderLimits, sizeBytes: number): number {
  return Math.min(limits.maxMs, limits.baseMs + Math.ceil((sizeBytes / MIB) * limits.msPerMegabyte));
}

/** `1234567` -> `1.2 MB`: sizes in sentences for people. */
export function humanBytes(bytes: number): string {
  if (bytes >= 1024 * MIB) return `${(bytes / (1024 * MIB)).toFixed(1)} GB`;
  if (bytes >= MIB) return `${(bytes / MIB).toFixed(bytes < 10 * MIB ? 1 : 0)} MB`;
  return `${Math.max(1, Math.round(bytes / 1024))} KB`;
}
