import { beforeEach, describe, expect, it } from 'vitest';
import { createQueueTally, type QueueTally } from './queue-tally.ts';

let now = 0;
let tally: QueueTally;
const pdf = (id: string, sizeBytes = 1_000): void => tally.queued({ id, filename: `${id}.pdf`, sizeBytes });

function finish(id: string, ms: number, outcome: 'done' | 'failed' = 'done'): void {
  tally.began(id);
  now += ms;
  tally.ended(id, outcome);
}

beforeEach(() => {
  now = 0;
  tally = createQueueTally({ now: () => new Date(now), elapsed: () => now });
});

describe('the tally of a queue', () => {
  it('counts what waits, runs, is done and failed, and gives no estimate before anything was measured', () => {
    for (const id of ['a', 'b', 'c']) pdf(id);
    tally.began('a');
    expect(tally.counts()).toEqual({ waiting: 2, running: 1, done: 0, failed: 0, secondsLeft: null });
    tally.ended('a', 'done');
    finish('b', 5, 'failed');
    expect(tally.counts()).toMatchObject({ waiting: 1, running: 0, done: 1, failed: 1 });
  });

  it('estimates from bytes of files of the same sort', () => {
    pdf('a');
    pdf('b');
    pdf('c', 3_000);
    tally.queued({ id: 'd', filename: 'd.txt', sizeBytes: 1_000 });
    tally.queued({ id: 'e', filename: 'e.txt', sizeBytes: 10_000 });
    finish('a', 4_000);
    finish('b', 4_000);
    finish('d', 1_000);
    expect(tally.counts().secondsLeft).toBe(12 + 10);
  });

  it('takes into account that documents are worked on at the same time', () => {
    for (const id of ['a', 'b', 'c', 'd']) pdf(id);
    tally.began('a');
    tally.began('b');
    now += 4_000;
    tally.ended('a', 'done');
    tally.ended('b', 'done');
    expect(tally.counts().secondsLeft).toBe(4);
  });

  it('does not count the time in which nothing was worked on, and starts over when it was empty', () => {
    for (const id of ['a', 'b', 'c']) pdf(id);
    finish('a', 3_000);
    now += 600_000;
    finish('b', 3_000);
    expect(tally.counts().secondsLeft).toBe(3);
    tally.ended('c', 'dropped');
    expect(tally.counts()).toMatchObject({ waiting: 0, done: 2, secondsLeft: 0 });
    pdf('d');
    expect(tally.counts()).toEqual({ waiting: 1, running: 0, done: 0, failed: 0, secondsLeft: null });
  });
});
