import { describe, expect, it } from 'vitest';
import { createStartProgress } from './start-state.ts';

describe('createStartProgress', () => {
  it('answers at once what a page has not seen, and then waits for a change', async () => {
    const progress = createStartProgress();
    const first = await progress.next(0, 10_000);
    const second = progress.next(first.version, 10_000);
    progress.set('failed', 'The data directory cannot be opened.');
    expect(await second).toEqual({ version: first.version + 1, phase: 'failed', sentence: 'The data directory cannot be opened.' });
  });

  it('answers the same again when nothing happened for long', async () => {
    const progress = createStartProgress();
    const { version } = await progress.next(0, 0);
    expect((await progress.next(version, 1)).version).toBe(version);
  });
});
