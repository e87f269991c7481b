import type { IndexHit, IndexQuery } from '#core/ports/vector-index.ts';
import { type ScanRows, type ScanUsage } from '#core/ports/vector-scan.ts';
import { createChunkIds, idWords } from './chunk-ids.ts';
import { BLOCK_ROWS, blockBytes, createRowBlocks, FREE } from './row-blocks.ts';
import { searchRows } from './search-rows.ts';

/** The vectors of one tenant, in this thread. Rows that become free are taken again before memory grows; none ever moves. */
export interface ScanTable {
  /** Asks `reserve` for more memory before anything is changed, so that a refusal leaves the table as it was. */
  put(rows: ScanRows): void;
  deleteChunks(chunkIds: readonly string[]): void;
  deleteDocument(documentId: string): void;
  setLabel(documentId: string, labelRank: number): void;
  search(vector: Float32Array, query: IndexQuery): IndexHit[];
  vectors(chunkIds: readonly string[]): Map<string, Float32Array>;
  usage(): ScanUsage;
}

/** `reserve` is told how many bytes the table is about to grow by, and throws where that is too much. */
export function createScanTable(dimension: number, reserve: (bytes: number) => void): ScanTable {
  const rows = createRowBlocks(dimension);
  const ids = createChunkIds(rows.blocks);
  const free: number[] = [];
  const documents = createDocumentNumbers();
  let held = 0;

  function growFor(count: number): void {
    const missing = Math.max(0, Math.ceil((count - free.length) / BLOCK_ROWS));
    if (missing > 0) reserve(missing * blockBytes(dimension));
    for (let n = 0; n < missing; n++) {
      const first = rows.blocks.length * BLOCK_ROWS;
      rows.grow();
      // The last is taken first: rows fill up from the front.
      for (let row = first + BLOCK_ROWS - 1; row >= first; row--) free.push(row);
    }
  }

  function release(row: number): void {
    ids.remove(row);
    place(row).block.labelRanks[row % BLOCK_ROWS] = FREE;
    free.push(row);
    held -= 1;
  }

  function place(row: number) {
    const block = rows.blocks[Math.floor(row / BLOCK_ROWS)];
    if (block === undefined) throw new RangeError('no such row');
    return { block, at: row % BLOCK_ROWS };
  }

  function rowFor(id: string): number {
    const words = idWords(id);
    const known = ids.find(words);
    if (known !== undefined) return known;
    const row = free.pop();
    if (row === undefined) throw new RangeError('no free row');
    ids.add(words, row);
    held += 1;
    return row;
  }

  function eachRowOf(documentId: string, visit: (row: number) => void): void {
    const number = documents.find(documentId);
    if (number === undefined) return;
    for (const [n, block] of rows.blocks.entries()) {
      for (let at = 0; at < BLOCK_ROWS; at++) if (block.documents[at] === number && block.labelRanks[at] !== FREE) visit(n * BLOCK_ROWS + at);
    }
  }

  return {
    put(next) {
      check(next, dimension);
      growFor(new Set(next.chunkIds.filter((id) => ids.find(idWords(id)) === undefined)).size);
      for (const [n, id] of next.chunkIds.entries()) {
        const row = rowFor(id);
        const { block, at } = place(row);
        rows.write(row, next.vectors.subarray(n * dimension, (n + 1) * dimension));
        block.documents[at] = documents.of(next.documentIds[n] ?? '');
        block.labelRanks[at] = next.labelRanks[n] ?? FREE;
      }
    },
    deleteChunks(chunkIds) {
      for (const id of chunkIds) {
        const row = ids.find(idWords(id));
        if (row !== undefined) release(row);
      }
    },
    deleteDocument(documentId) {
      eachRowOf(documentId, release);
      documents.forget(documentId);
    },
    setLabel(documentId, labelRank) {
      checkRank(labelRank);
      eachRowOf(documentId, (row) => {
        place(row).block.labelRanks[row % BLOCK_ROWS] = labelRank;
      });
    },
    search(vector, { maxLabelRank, documents: wanted, limit }) {
      if (vector.length !== dimension) throw new TypeError('a vector of another length');
      const most = Math.min(limit, held);
      if (!(most > 0)) return [];
      return searchRows(rows, ids, vector, { maxLabelRank: Math.min(maxLabelRank, FREE - 1), documents: documents.filter(wanted) }, most);
    },
    vectors(chunkIds) {
      const found = new Map<string, Float32Array>();
      for (const id of chunkIds) {
        const row = ids.find(idWords(id));
        if (row !== undefined) found.set(id, rows.read(row));
      }
      return found;
    },
    usage: () => ({ rows: held, bytes: rows.blocks.length * blockBytes(dimension) + ids.bytes }),
  };
}

function check(rows: ScanRows, dimension: number): void {
  const count = rows.chunkIds.length;
  const fits = rows.documentIds.length === count && rows.labelRanks.length === count && rows.vectors.length === count * dimension;
  if (!fits) throw new TypeError('rows that do not fit together');
  for (const rank of rows.labelRanks) checkRank(rank);
  for (const value of rows.vectors) if (!Number.isFinite(value)) throw new TypeError('a vector with a number that is none');
}

function checkRank(rank: number): void {
  if (!Number.isInteger(rank) || rank < 0 || rank >= FREE) throw new TypeError('not a label rank');
}

/** Documents by number, so that a filter is one look into an array. The number of one that is gone is given out again. */
function createDocumentNumbers() {
  const numbers = new Map<string, number>();
  const unused: number[] = [];
  return {
    find: (id: string) => numbers.get(id),
    of(id: string): number {
      const known = numbers.get(id);
      if (known !== undefined) return known;
      const number = unused.pop() ?? numbers.size;
      numbers.set(id, number);
      return number;
    },
    forget(id: string): void {
      const number = numbers.get(id);
      if (number === undefined) return;
      numbers.delete(id);
      unused.push(number);
    },
    filter(wanted: IndexQuery['documents']): Uint8Array | null {
      if (wanted === undefined) return null;
      const only = 'only' in wanted;
      const allowed = new Uint8Array(numbers.size + unused.length).fill(only ? 0 : 1);
      for (const id of only ? wanted.only : wanted.without) {
        const number = numbers.get(id);
        if (number !== undefined) allowed[number] = only ? 1 : 0;
      }
      return allowed;
    },
  };
}
