import type { ThreadChoice } from './thread-choice.ts';

/** A step this many times slower than usual is not one more reader beside it: threads are waiting for cores that others hold. */
const COLLAPSED = 8;
/** One such step is chance. */
const IN_A_ROW = 3;
/** Steps that are written with fewer threads before more are tried again. */
const FIRST_REST = 256;
const LONGEST_REST = 8_192;

/** How many threads compute now: what was measured, and fewer while the machine proves too busy for it. */
export interface ThreadPlan {
  /** A prompt begins to be read; call what is returned when it is. */
  beginReading(): () => void;
  /** The next piece of a prompt is read, or the next token is written. */
  step(kind: 'reading' | 'writing'): void;
  /** A token was written in so many milliseconds. */
  wrote(ms: number): void;
  readonly now: ThreadChoice;
}

/**
 * Threads of llama.cpp wait for each other by spinning. Where fewer cores are free than there are threads, each step takes a hundred times
 * as long, and only fewer threads help.
 * @param use sets how many threads compute from now on
 */
export function createThreadPlan(choice: ThreadChoice, use: (threads: number) => void): ThreadPlan {
  let usualMs = Number.POSITIVE_INFINITY;
  let slow = 0;
  let readers = 0;
  let resting = 0;
  let rest = FIRST_REST;

  const now = (): ThreadChoice => (resting > 0 ? { reading: 1, writing: 1 } : choice);

  return {
    beginReading() {
      readers += 1;
      return () => void (readers -= 1);
    },
    step: (kind) => use(now()[kind]),
    wrote(ms) {
      if (choice.writing === 1 && choice.reading === 1) return;
      // What is read beside it makes a step as slow as that piece.
      if (readers > 0) return;
      if (resting > 0) {
        resting -= 1;
        return;
      }
      // The best step seen: on a machine that was busy from the start nothing is known of better ones, so nothing is concluded.
      usualMs = Math.min(usualMs, ms);
      slow = ms > usualMs * COLLAPSED && ms > 20 ? slow + 1 : 0;
      if (slow < IN_A_ROW) return;
      slow = 0;
      resting = rest;
      rest = Math.min(LONGEST_REST, rest * 2);
    },
    get now() {
      return now();
    },
  };
}
