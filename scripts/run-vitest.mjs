import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runPackage } from './run-program.mjs';

const REPORTER = resolve(import.meta.dirname, 'report-endings.mjs');

/**
 * Runs Vitest, showing its usual output, and counts how the tests ended. A failed test gets a second try, and passing then is told.
 * @returns {Promise<{ passed: number, failed: number, skipped: number, failures: string[], secondTries: string[] }>}
 */
export async function runVitest(args, env = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-report-'));
  const report = join(folder, 'report.json');
  try {
    const { status } = await runPackage('vitest/vitest.mjs', ['run', '--retry=1', '--reporter=default', `--reporter=${REPORTER}`, ...args], { env: { ...env, MILLWRIGHT_ENDINGS: report } });
    return countEndings(JSON.parse(await readFile(report, 'utf8').catch(() => 'null')), status);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** An error outside of any test, or a run that left no report, counts as one failure. */
export function countEndings(report, status) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0, failures: ['the run left no report'], secondTries: [] };
  const failures = report.failures.length === 0 && status !== 0 ? ['an error outside of any test'] : report.failures;
  return { passed: report.passed, failed: failures.length, skipped: report.skipped, failures, secondTries: report.secondTries };
}
