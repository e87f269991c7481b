import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile as readText, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'vitest';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { DocumentPart, DocumentReader, ReadRequest, ReadResult, TableRequest, TableRows } from '#core/ports/document-reader.ts';
import { readFile } from '#adapters/readers/read-file.ts';
import { readTable } from '#adapters/readers/read-table.ts';
import { DEFAULT_READER_LIMITS } from '#adapters/readers/reader-limits.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';

export const WORKER_URL = new URL(import.meta.resolve('#adapters/readers/reader-worker.ts'));

/** Reads bytes as if they had arrived under this name, in this thread. */
export async function readBytes(filename: string, content: Buffer | string, limits: Partial<ReaderLimits> = {}): Promise<ReadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-reading-'));
  try {
    const path = join(folder, 'file');
    await writeFile(path, content);
    const parts: DocumentPart[] = [];
    const onParts = async (next: readonly DocumentPart[]): Promise<void> => void parts.push(...next);
    const summary = await readFile({ path, filename }, { ...DEFAULT_READER_LIMITS, ...limits }, { onProgress: () => undefined, onParts });
    return { ...summary, parts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rows of bytes that are a table, in this thread; all of the first sheet unless something else is wanted. */
export async function tableOf(filename: string, content: Buffer | string, wanted: Partial<TableRequest> = {}): Promise<TableRows> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-table-'));
  try {
    const path = join(folder, 'file');
    await writeFile(path, content);
    return await readTable({ path, filename, sheet: null, columns: [], holding: null, from: 0, most: 500, ...wanted }, DEFAULT_READER_LIMITS);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface Unpacked {
  result: ReadResult;
  /** What was put into the scratch folder, under the names shown to people. */
  files: { filename: string; content: string }[];
}

/** Reads bytes with a folder to unpack files into. */
export async function readUnpacking(filename: string, content: Buffer | string, { depth = 0, ...limits }: Partial<ReaderLimits> & { depth?: number } = {}): Promise<Unpacked> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-unpacking-'));
  try {
    const [path, scratch] = [join(folder, 'file'), join(folder, 'scratch')];
    await writeFile(path, content);
    await mkdir(scratch);
    const parts: DocumentPart[] = [];
    const onParts = async (next: readonly DocumentPart[]): Promise<void> => void parts.push(...next);
    const summary = await readFile({ path, filename, scratch, depth }, { ...DEFAULT_READER_LIMITS, ...limits }, { onProgress: () => undefined, onParts });
    const stored = summary.attachments ?? [];
    expect(stored.every((one) => dirname(one.path) === scratch)).toBe(true);
    expect((await readdir(folder)).toSorted()).toEqual(['file', 'scratch']);
    return { result: { ...summary, parts }, files: await Promise.all(stored.map(async (one) => ({ filename: one.filename, content: await readText(one.path, 'latin1') }))) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Everything a reader gives, at once. */
export async function readWhole(reader: DocumentReader, request: ReadRequest, signal = new AbortController().signal, onProgress: (fraction: number) => void = () => undefined): Promise<ReadResult> {
  const parts: DocumentPart[] = [];
  const events = reader.read(request, signal);
  for (;;) {
    const next = await events.next();
    if (next.done) return { ...next.value, parts };
    if (next.value.type === 'parts') parts.push(...next.value.parts);
    else onProgress(next.value.fraction);
  }
}

/** The error a promise fails with; anything but a {@link MillwrightError} fails the test. */
export async function refusal(promise: Promise<unknown>): Promise<MillwrightError> {
  const error: unknown = await promise.then(
    () => new Error('this was expected to be refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof MillwrightError) return error;
  throw error;
}

/** Blocks as `kind: text`, which shows a whole structure in one comparison. */
export function outline(result: ReadResult): string[] {
  return result.parts.flatMap((part) =>
    part.blocks.map((block) => {
      const kind = block.kind === 'heading' ? `h${block.level}` : block.kind === 'table-row' && block.header ? 'table-header' : block.kind;
      return `${kind}: ${part.text.slice(block.start, block.end)}`;
    }),
  );
}

/** A folder of the shared corpus; null (and said loudly) where this machine has none. */
export function corpusFolder(name: string): string | null {
  const folder = resolve(process.env['MILLWRIGHT_CORPUS'] ?? '../shared/corpus', name);
  if (existsSync(folder)) return folder;
  console.warn(`SKIPPED: the test corpus is not at ${folder}; set MILLWRIGHT_CORPUS to run these tests.`);
  return null;
}
