import type { IndexHit, IndexQuery } from '#core/ports/vector-index.ts';
import type { ChunkIds } from './chunk-ids.ts';
import { FINE_STEPS, type Quantized } from './quantize.ts';
import { BLOCK_ROWS, type Block, type RowBlocks } from './row-blocks.ts';
import { createShortlist, type Shortlist } from './shortlist.ts';

/** More than the rounding of sums and of 32-bit scales adds to an error. */
const ROUNDING = 1e-6;

export interface RowFilter {
  maxLabelRank: number;
  /** A number other than zero for each document let through; null where all are. */
  documents: Uint8Array | null;
}

/**
 * The nearest rows by cosine. A first pass takes 8-bit products of every row the filter lets through and keeps those that
 * may still be among the best by their error bounds; a second takes the rest of the precision for these alone.
 */
export function searchRows(rows: RowBlocks, ids: ChunkIds, vector: Float32Array, filter: RowFilter, limit: IndexQuery['limit']): IndexHit[] {
  const query = rows.ask(vector);
  const shortlist = createShortlist(limit);
  for (const [number, block] of rows.blocks.entries()) {
    const count = listRows(block, filter, rows.list());
    offerRows(rows, number, block, count, query, shortlist);
  }
  const hits = refined(rows, query, shortlist.entries()).map(({ row, score }) => ({ chunkId: ids.idOf(row), score }));
  return hits.sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1)).slice(0, limit);
}

function listRows({ labelRanks, documents }: Block, filter: RowFilter, list: Int32Array): number {
  const { maxLabelRank, documents: allowed } = filter;
  let count = 0;
  for (let at = 0; at < BLOCK_ROWS; at++) {
    if ((labelRanks[at] ?? 0) > maxLabelRank) continue;
    if (allowed !== null && allowed[documents[at] ?? 0] === 0) continue;
    list[count++] = at;
  }
  return count;
}

function offerRows(rows: RowBlocks, number: number, { scales, errors }: Block, count: number, query: Quantized, shortlist: Shortlist): void {
  const products = rows.products(number, count, 'codes');
  const list = rows.list();
  const { scale } = query;
  const queryError = query.error + ROUNDING;
  let { floor } = shortlist;
  for (let n = 0; n < count; n++) {
    const at = list[n] ?? 0;
    const score = (products[n] ?? 0) * (scales[at] ?? 0) * scale;
    const error = (errors[at] ?? 0) + queryError;
    if (score + error >= floor) floor = shortlist.offer(number * BLOCK_ROWS + at, score, error);
  }
}

/** Adds what the residuals give; `entries` are in the order of their rows. */
function refined(rows: RowBlocks, query: Quantized, entries: readonly { row: number; score: number }[]): { row: number; score: number }[] {
  const result: { row: number; score: number }[] = [];
  for (let from = 0; from < entries.length; ) {
    const number = blockOf(entries[from]);
    let until = from;
    while (until < entries.length && blockOf(entries[until]) === number) until += 1;
    const group = entries.slice(from, until);
    rows.list().set(group.map(({ row }) => row % BLOCK_ROWS));
    const products = rows.products(number, group.length, 'residuals');
    const scales = rows.blocks[number]?.scales;
    for (const [n, { row, score }] of group.entries()) {
      result.push({ row, score: score + ((products[n] ?? 0) / FINE_STEPS) * (scales?.[row % BLOCK_ROWS] ?? 0) * query.scale });
    }
    from = until;
  }
  return result;
}

const blockOf = (entry: { row: number } | undefined): number => Math.floor((entry?.row ?? 0) / BLOCK_ROWS);
