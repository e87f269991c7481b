import { describe, expect, test } from 'vitest';
import { chooseThreads, threadCandidates } from './thread-choice.ts';
import { createThreadPlan } from './thread-plan.ts';

const rate = (threads: number, readPerSecond: number, writePerSecond: number) => ({ threads, readPerSecond, writePerSecond });

describe('which numbers of threads are tried', () => {
  test.each([[1, [1]], [2, [1, 2]], [4, [3, 2, 4, 1]], [16, [15, 8, 16, 4, 1]]])('on %i cores', (cores, counts) => {
    expect(threadCandidates(cores)).toEqual(counts);
  });
});

describe('which are used', () => {
  test('more for reading than for writing where only reading gains', () => {
    expect(chooseThreads([rate(7, 700, 21), rate(4, 420, 20.5), rate(8, 720, 15), rate(1, 110, 9)])).toEqual({ reading: 7, writing: 4 });
  });
  test('one where more collapse, as on a busy machine', () => {
    expect(chooseThreads([rate(1, 500, 150), rate(2, 70, 1.5)])).toEqual({ reading: 1, writing: 1 });
  });
  test('one where nothing could be measured', () => {
    expect(chooseThreads([])).toEqual({ reading: 1, writing: 1 });
  });
});

describe('while it writes', () => {
  function plan(choice = { reading: 4, writing: 3 }) {
    const used: number[] = [];
    const made = createThreadPlan(choice, (threads) => used.push(threads));
    const write = (steps: number, ms: number): void => {
      for (let step = 0; step < steps; step += 1) made.wrote(ms);
    };
    const threads = (): number[] => {
      used.length = 0;
      made.step('reading');
      made.step('writing');
      return [...used];
    };
    return { write, threads, beginReading: made.beginReading };
  }

  test('what was measured is used, also when others are written beside it', () => {
    const { write, threads } = plan();
    write(100, 10);
    write(100, 40);
    expect(threads()).toEqual([4, 3]);
  });

  test('one thread computes once steps take many times as long, and more are tried again later, each time later', () => {
    const { write, threads } = plan();
    write(10, 10);
    write(2, 900);
    expect(threads()).toEqual([4, 3]);
    write(1, 900);
    expect(threads()).toEqual([1, 1]);
    write(255, 12);
    expect(threads()).toEqual([1, 1]);
    write(1, 12);
    expect(threads()).toEqual([4, 3]);
    write(3, 900);
    write(256, 12);
    expect(threads()).toEqual([1, 1]);
    write(256, 12);
    expect(threads()).toEqual([4, 3]);
  });

  test('steps that are slow because a prompt is read beside them change nothing', () => {
    const { write, threads, beginReading } = plan();
    write(10, 10);
    const end = beginReading();
    write(50, 900);
    end();
    expect(threads()).toEqual([4, 3]);
  });

  test('single slow steps change nothing', () => {
    const { write, threads } = plan();
    for (let n = 0; n < 20; n += 1) {
      write(5, 10);
      write(1, 900);
    }
    expect(threads()).toEqual([4, 3]);
  });
});
