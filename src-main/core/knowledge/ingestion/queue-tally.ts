import type { QueueState } from '#shared/contract/queue.ts';
import type { Clock } from '#core/ports/clock.ts';

/** What is known of a document before it is read. */
export interface QueuedDocument {
  id: string;
  filename: string;
  sizeBytes: number;
}

/** Finished documents after which, and seconds of work after which, what is left can be estimated. */
const ENOUGH_DOCUMENTS = 2;
const ENOUGH_MS = 2_000;

type Counts = Pick<QueueState, 'waiting' | 'running' | 'done' | 'failed' | 'secondsLeft'>;

/** Counts what goes through one plant's queue, and measures how long it takes. */
export interface QueueTally {
  queued(document: QueuedDocument): void;
  began(id: string): void;
  ended(id: string, outcome: 'done' | 'failed' | 'dropped'): void;
  counts(): Counts;
}

interface Item {
  sort: string;
  bytes: number;
  began: number | null;
}

/** Milliseconds and bytes of finished documents. */
interface Measure {
  ms: number;
  bytes: number;
}

/**
 * Files of one sort (by the ending of the name) take about as long for each byte. What is left is estimated from what
 * the finished ones took, and stretched by how much of the time they really overlapped.
 */
export function createQueueTally(clock: Clock): QueueTally {
  const items = new Map<string, Item>();
  const measured = new Map<string, Measure>();
  /** Bytes that wait, by sort. */
  const waitingBytes = new Map<string, number>();
  const total: Measure = { ms: 0, bytes: 0 };
  let [running, done, failed] = [0, 0, 0];
  /** Time in which anything was worked on, up to `since`. */
  let activeMs = 0;
  let since = clock.elapsed();

  function tick(): void {
    const now = clock.elapsed();
    if (running > 0) activeMs += now - since;
    since = now;
  }

  function startOver(): void {
    [done, failed, activeMs] = [0, 0, 0];
    Object.assign(total, { ms: 0, bytes: 0 });
    measured.clear();
  }

  function measure({ sort, bytes, began }: Item): void {
    if (began === null) return;
    const ms = clock.elapsed() - began;
    const known = measured.get(sort) ?? { ms: 0, bytes: 0 };
    measured.set(sort, { ms: known.ms + ms, bytes: known.bytes + bytes });
    total.ms += ms;
    total.bytes += bytes;
  }

  const msPerByte = (sort: string): number => {
    const of = measured.get(sort) ?? total;
    return of.ms / Math.max(1, of.bytes);
  };

  function secondsLeft(): number | null {
    if (items.size === 0) return 0;
    if (done + failed < ENOUGH_DOCUMENTS || activeMs < ENOUGH_MS || total.ms === 0) return null;
    let left = 0;
    for (const [sort, bytes] of waitingBytes) left += bytes * msPerByte(sort);
    for (const { sort, bytes, began } of items.values()) {
      if (began !== null) left += Math.max(0, bytes * msPerByte(sort) - (clock.elapsed() - began));
    }
    return Math.ceil((left * Math.min(1, activeMs / total.ms)) / 1_000);
  }

  const wait = (sort: string, bytes: number): void => void waitingBytes.set(sort, (waitingBytes.get(sort) ?? 0) + bytes);

  return {
    queued({ id, filename, sizeBytes }) {
      if (items.has(id)) return;
      if (items.size === 0) startOver();
      const sort = /\.([a-z0-9]{1,8})$/i.exec(filename)?.[1]?.toLowerCase() ?? '';
      items.set(id, { sort, bytes: sizeBytes, began: null });
      wait(sort, sizeBytes);
    },
    began(id) {
      const item = items.get(id);
      if (item === undefined || item.began !== null) return;
      tick();
      item.began = clock.elapsed();
      running += 1;
      wait(item.sort, -item.bytes);
    },
    ended(id, outcome) {
      const item = items.get(id);
      if (item === undefined) return;
      tick();
      items.delete(id);
      if (item.began === null) wait(item.sort, -item.bytes);
      else running -= 1;
      if (outcome === 'dropped') return;
      measure(item);
      if (outcome === 'done') done += 1;
      else failed += 1;
    },
    counts() {
      tick();
      return { waiting: items.size - running, running, done, failed, secondsLeft: secondsLeft() };
    },
  };
}
