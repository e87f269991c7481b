import { BLOCK_ROWS, type Block } from './row-blocks.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FIRST_SLOTS = 1_024;

/** A UUID as four numbers of 32 bits: a million strings would take as much memory as their vectors. */
export type IdWords = readonly [number, number, number, number];

export function idWords(id: string): IdWords {
  if (!UUID.test(id)) throw new TypeError('not an id');
  const digits = id.replaceAll('-', '');
  const word = (n: number): number => Number.parseInt(digits.slice(8 * n, 8 * n + 8), 16);
  return [word(0), word(1), word(2), word(3)];
}

function idText(words: ArrayLike<number>): string {
  const digits = Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
}

/** The row of each chunk: a hash table of row numbers over the ids that the rows hold, with linear probing. */
export interface ChunkIds {
  find(id: IdWords): number | undefined;
  /** For an id that is not there yet. */
  add(id: IdWords, row: number): void;
  remove(row: number): void;
  idOf(row: number): string;
  readonly bytes: number;
}

export function createChunkIds(blocks: readonly Block[]): ChunkIds {
  /** A row number and one, or zero where nothing is. */
  let slots = new Uint32Array(FIRST_SLOTS);
  let used = 0;

  const wordsOf = (row: number): Uint32Array => {
    const at = (row % BLOCK_ROWS) * 4;
    return blocks[Math.floor(row / BLOCK_ROWS)]?.ids.subarray(at, at + 4) ?? new Uint32Array(4);
  };
  const home = (words: ArrayLike<number>): number => {
    // Made-up ids may count up in one word: all four are mixed, and the high bits brought down.
    const mixed = Math.imul((words[0] ?? 0) ^ Math.imul((words[1] ?? 0) ^ Math.imul((words[2] ?? 0) ^ Math.imul(words[3] ?? 0, 0x9e3779b1), 0x85ebca6b), 0xc2b2ae35), 0x27d4eb2f);
    return ((mixed ^ (mixed >>> 15)) >>> 0) & (slots.length - 1);
  };
  const next = (slot: number): number => (slot + 1) & (slots.length - 1);

  function insert(words: ArrayLike<number>, row: number): void {
    let slot = home(words);
    while (slots[slot] !== 0) slot = next(slot);
    slots[slot] = row + 1;
  }

  function enlarge(): void {
    const old = slots;
    slots = new Uint32Array(old.length * 2);
    for (const entry of old) if (entry !== 0) insert(wordsOf(entry - 1), entry - 1);
  }

  /** Moves back what stood further along only because of the gap, so that no search stops short at it. */
  function close(gap: number): void {
    for (let slot = next(gap); ; slot = next(slot)) {
      const entry = slots[slot] ?? 0;
      if (entry === 0) break;
      const from = home(wordsOf(entry - 1));
      const passesGap = gap <= slot ? from <= gap || from > slot : from <= gap && from > slot;
      if (!passesGap) continue;
      slots[gap] = entry;
      gap = slot;
    }
    slots[gap] = 0;
  }

  return {
    find(id) {
      for (let slot = home(id); ; slot = next(slot)) {
        const entry = slots[slot] ?? 0;
        if (entry === 0) return undefined;
        const words = wordsOf(entry - 1);
        if (words[0] === id[0] && words[1] === id[1] && words[2] === id[2] && words[3] === id[3]) return entry - 1;
      }
    },
    add(id, row) {
      wordsOf(row).set(id);
      if ((used += 1) * 2 > slots.length) enlarge();
      insert(id, row);
    },
    remove(row) {
      let slot = home(wordsOf(row));
      while (slots[slot] !== row + 1) slot = next(slot);
      close(slot);
      used -= 1;
    },
    idOf: (row) => idText(wordsOf(row)),
    get bytes() {
      return slots.byteLength;
    },
  };
}
