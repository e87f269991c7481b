import { MillwrightError } from '#shared/contract/errors.ts';
import type { ReadResult } from '#core/ports/document-reader.ts';
import { namesInWords, shownName } from '#adapters/readers/attachment-store.ts';
import type { AttachmentStore } from '#adapters/readers/attachment-store.ts';
import type { ZipArchive, ZipEntryInfo } from '#adapters/readers/office/zip-archive.ts';
import { createPartBuilder } from '#adapters/readers/part-builder.ts';
import { humanBytes } from '#adapters/readers/reader-limits.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';

/** Entries the archive's own text lists; a longer list would help nobody find anything. */
const MOST_LISTED = 2_000;

/**
 * Unpacks an archive (APPNOTE 6.3) into the store, entry by entry; its own text is the list of what it holds. What cannot
 * be unpacked is told and left out. Throws `FILE_LIMIT` for archives nested too deeply or unpacking to too much.
 */
export async function readArchive(archive: ZipArchive, store: AttachmentStore, depth: number, limits: ReaderLimits, onProgress: (fraction: number) => void): Promise<ReadResult> {
  if (depth >= limits.nesting) {
    throw new MillwrightError('FILE_LIMIT', `Archives lie in one another more than ${limits.nesting} times here. Unpack the outer ones and add what is inside.`);
  }
  const { wanted, links, encrypted, tooLarge } = sorted(archive.entries(), limits);
  const total = wanted.reduce((sum, entry) => sum + entry.size, 0);
  if (total > limits.expandedBytes) {
    throw new MillwrightError('FILE_LIMIT', `The archive unpacks to ${humanBytes(total)}; at most ${humanBytes(limits.expandedBytes)} are unpacked. Split it and add the pieces.`);
  }
  const broken: string[] = [];
  for (const [at, entry] of wanted.entries()) {
    if (!(await unpacked(archive, entry, store))) broken.push(entry.name);
    onProgress((at + 1) / wanted.length);
  }
  refuseUseless(wanted.length + tooLarge.length, broken.length, encrypted.length);
  const warnings = [
    ...told(encrypted, 'protected by a password and left out'),
    ...told(links, 'a link to another place and left out', 'links to other places and left out'),
    ...told(tooLarge, `larger than ${humanBytes(limits.bytes)} and left out`),
    ...told(broken, 'damaged and left out'),
    ...(wanted.length + links.length + encrypted.length + tooLarge.length === 0 ? ['The archive holds no files.'] : []),
  ];
  return { kind: 'archive', title: null, pages: null, parts: wanted.length === 0 ? [] : [listing(wanted)], warnings };
}

interface Sorted {
  wanted: ZipEntryInfo[];
  links: string[];
  encrypted: string[];
  tooLarge: string[];
}

function sorted(entries: readonly ZipEntryInfo[], limits: ReaderLimits): Sorted {
  const result: Sorted = { wanted: [], links: [], encrypted: [], tooLarge: [] };
  for (const entry of entries) {
    if (isOfNoInterest(entry.name)) continue;
    if (entry.isLink) result.links.push(entry.name);
    else if (entry.encrypted) result.encrypted.push(entry.name);
    else if (entry.size > limits.bytes) result.tooLarge.push(entry.name);
    else result.wanted.push(entry);
  }
  return result;
}

/** Folders, resource forks of macOS, thumbnails, hidden files, and what Office leaves beside an open document. */
function isOfNoInterest(name: string): boolean {
  const base = name.split('/').at(-1) ?? '';
  return base === '' || name.startsWith('__MACOSX/') || base.startsWith('.') || base.startsWith('~$') || /^(thumbs\.db|desktop\.ini)$/i.test(base);
}

/** False where the entry is damaged; limits end the whole archive. */
async function unpacked(archive: ZipArchive, entry: ZipEntryInfo, store: AttachmentStore): Promise<boolean> {
  try {
    await store.add(entry.name, () => archive.unpack(entry));
    return true;
  } catch (error) {
    if (error instanceof MillwrightError && error.code === 'FILE_UNREADABLE') return false;
    throw error;
  }
}

function refuseUseless(wanted: number, broken: number, encrypted: number): void {
  if (wanted === 0 && encrypted > 0) throw new MillwrightError('FILE_ENCRYPTED', 'This archive is protected by a password. Unpack it and add the files.');
  if (wanted > 0 && broken === wanted) throw new MillwrightError('FILE_UNREADABLE', 'The archive is damaged: none of its files can be unpacked. Get a fresh copy.');
}

function told(names: readonly string[], one: string, many = one): string[] {
  if (names.length === 0) return [];
  return [`${namesInWords(names)} ${names.length === 1 ? `is ${one}` : `are ${many}`}.`];
}

function listing(entries: readonly ZipEntryInfo[]): ReadResult['parts'][number] {
  const part = createPartBuilder();
  for (const { name, size } of entries.slice(0, MOST_LISTED)) part.add({ kind: 'list-item', ordered: false }, `${shownName(name)} (${humanBytes(size)})`);
  if (entries.length > MOST_LISTED) part.add({ kind: 'paragraph' }, `and ${entries.length - MOST_LISTED} more files`);
  return part.build(null, null);
}
