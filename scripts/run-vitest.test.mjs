import { describe, expect, it } from 'vitest';
import { countEndings } from './run-vitest.mjs';

const report = (endings) => ({ passed: 0, skipped: 0, failures: [], secondTries: [], ...endings });

describe('countEndings', () => {
  it('counts tests by how they ended, and names those that failed', () => {
    expect(countEndings(report({ passed: 2, skipped: 2, failures: ['a > b'] }), 1)).toEqual({ passed: 2, failed: 1, skipped: 2, failures: ['a > b'], secondTries: [] });
  });

  it('counts an error outside of any test as a failure', () => {
    expect(countEndings(report({ passed: 1 }), 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('keeps the names of tests that passed at the second try only', () => {
    expect(countEndings(report({ passed: 1, secondTries: ['a > b'] }), 0)).toMatchObject({ passed: 1, failed: 0, secondTries: ['a > b'] });
  });

  it('counts a run that left no report as a failure', () => {
    expect(countEndings(null, 0)).toMatchObject({ passed: 0, failed: 1 });
  });
});
