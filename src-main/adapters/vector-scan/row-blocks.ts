import { ScanFull } from '#core/ports/vector-scan.ts';
import { createDotKernel, STEP_BYTES } from './dot-kernel.ts';
import { quantizeQuery, type Quantized, quantizeRow, restoreRow } from './quantize.ts';

/** Rows of a block. Memory grows by whole blocks, so no row ever moves, and what a block's pass writes stays in the cache. */
export const BLOCK_ROWS = 4_096;
/** The label rank of a row that is free. */
export const FREE = 255;

const PAGE_BYTES = 65_536;
/** One fewer than can be addressed, so that an address past the last row is still a number of 32 bits. */
const MOST_PAGES = 65_535;
/** The first page: the question, the rows to look at, their products. */
const [QUERY, LIST, PRODUCTS] = [0, PAGE_BYTES / 4, PAGE_BYTES / 2];
const MOST_ROW_BYTES = LIST / 2;
const ID_WORDS = 4;

/** What is known of a block's rows beside their bytes. */
export interface Block {
  labelRanks: Uint8Array;
  /** Documents by number. */
  documents: Uint32Array;
  scales: Float32Array;
  /** At least as much as a product with the codes alone can be off. */
  errors: Float32Array;
  /** Sixteen bytes a row. */
  ids: Uint32Array;
}

/** The rows of one tenant: codes and residuals in a memory of their own, which the kernel reads, the rest beside it. */
export interface RowBlocks {
  readonly blocks: readonly Block[];
  /** The rows of a block that {@link products} is to look at; holds {@link BLOCK_ROWS}. */
  list(): Int32Array;
  /** Makes the question the one that products are taken with. */
  ask(vector: Float32Array): Quantized;
  /** Products of the first `count` listed rows with the question, in steps of its scale and theirs. Valid until the next call. */
  products(block: number, count: number, part: 'codes' | 'residuals'): Int32Array;
  write(row: number, vector: Float32Array): void;
  read(row: number): Float32Array;
  /** Adds a block; throws {@link ScanFull} where the machine has no room for it. */
  grow(): void;
}

export const blockBytes = (dimension: number): number => BLOCK_ROWS * (2 * rowBytes(dimension) + 1 + 4 + 4 + 4 + 4 * ID_WORDS);

function rowBytes(dimension: number): number {
  const bytes = Math.ceil(dimension / STEP_BYTES) * STEP_BYTES;
  if (!Number.isInteger(dimension) || dimension < 1 || bytes > MOST_ROW_BYTES) throw new TypeError('no vector length to search by');
  return bytes;
}

export function createRowBlocks(dimension: number): RowBlocks {
  const bytes = rowBytes(dimension);
  const half = BLOCK_ROWS * bytes;
  const memory = orFull(() => new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES }));
  const kernel = createDotKernel(memory);
  const blocks: Block[] = [];
  let views = viewsOf(memory, bytes);

  const place = (row: number): { block: Block; at: number; codes: Int8Array; residuals: Int8Array } => {
    const [number, at] = [Math.floor(row / BLOCK_ROWS), row % BLOCK_ROWS];
    const block = blocks[number];
    if (block === undefined) throw new RangeError('no such row');
    const start = PAGE_BYTES + number * 2 * half + at * bytes;
    return { block, at, codes: views.rows.subarray(start, start + bytes), residuals: views.rows.subarray(start + half, start + half + bytes) };
  };

  return {
    blocks,
    list: () => views.list,
    ask: (vector) => quantizeQuery(vector, views.query),
    products(block, count, part) {
      const base = PAGE_BYTES + block * 2 * half + (part === 'codes' ? 0 : half);
      if (count > 0) kernel(QUERY, LIST, count, base, bytes, PRODUCTS);
      return views.products;
    },
    write(row, vector) {
      const { block, at, codes, residuals } = place(row);
      const { scale, error } = quantizeRow(vector, codes.fill(0), residuals.fill(0));
      block.scales[at] = scale;
      // Rounded to 32 bits it may come out smaller.
      block.errors[at] = error * (1 + 2 ** -20);
    },
    read(row) {
      const { block, at, codes, residuals } = place(row);
      return restoreRow(codes, residuals, block.scales[at] ?? 0, dimension);
    },
    grow() {
      orFull(() => memory.grow((2 * half) / PAGE_BYTES));
      views = viewsOf(memory, bytes);
      blocks.push(emptyBlock());
    },
  };
}

function viewsOf({ buffer }: WebAssembly.Memory, bytes: number) {
  return {
    rows: new Int8Array(buffer),
    query: new Int16Array(buffer, QUERY, bytes),
    list: new Int32Array(buffer, LIST, BLOCK_ROWS),
    products: new Int32Array(buffer, PRODUCTS, BLOCK_ROWS),
  };
}

function emptyBlock(): Block {
  return {
    labelRanks: new Uint8Array(BLOCK_ROWS).fill(FREE),
    documents: new Uint32Array(BLOCK_ROWS),
    scales: new Float32Array(BLOCK_ROWS),
    errors: new Float32Array(BLOCK_ROWS),
    ids: new Uint32Array(BLOCK_ROWS * ID_WORDS),
  };
}

function orFull<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ScanFull('This machine has no memory left for search vectors.', { cause: error });
  }
}
