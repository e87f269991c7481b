import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPackage } from './run-program.mjs';

/**
 * Runs Vitest, showing its usual output, and counts from its JSON report.
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function runVitest(args, env = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-report-'));
  const report = join(folder, 'report.json');
  try {
    const { status } = await runPackage('vitest/vitest.mjs', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args], { env });
    return countReport(JSON.parse(await readFile(report, 'utf8').catch(() => 'null')), status);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file that could not be loaded, or an error outside of any test, has no failed test to count: it counts as one. */
export function countReport(report, status) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const count = (wanted) => tests.filter((test) => wanted.includes(test.status)).length;
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'));
  const failed = count(['failed']) + brokenFiles.length;
  return { passed: count(['passed']), failed: failed === 0 && status !== 0 ? 1 : failed, skipped: count(['pending', 'skipped', 'todo', 'disabled']) };
}
