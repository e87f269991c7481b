// Everything that must hold before a change is taken in: npm test
import { runPackage } from './run-program.mjs';
import { runVitest } from './run-vitest.mjs';
import { runBrowserTests } from './test-e2e.mjs';

const STAGES = [
  ['Types', () => runTool('typescript/bin/tsc', ['-b', '--pretty', 'false'], /error TS\d+/g)],
  ['Lint', () => runTool('oxlint/bin/oxlint', ['--deny-warnings', '--format', 'unix'], /\[(Error|Warning)\//g)],
  ['Build', () => runTool('electron-vite/bin/electron-vite.js', ['build'], null)],
  ['Unit and integration tests', () => runVitest([])],
  ['Browser tests', () => runBrowserTests()],
];

/** A tool without tests of its own passes as one, and fails as often as it complains. */
async function runTool(script, args, complaint) {
  const { status, output } = await runPackage(script, args, { capture: true });
  if (status === 0) return { passed: 1, failed: 0, skipped: 0 };
  console.error(output);
  const complaints = complaint === null ? 0 : (output.match(complaint)?.length ?? 0);
  return { passed: 0, failed: Math.max(1, complaints), skipped: 0 };
}

const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];
const notes = [];
for (const [name, run] of STAGES) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const counts = await run();
  for (const key of Object.keys(total)) total[key] += counts[key];
  notes.push(...(counts.failures ?? []).map((name) => `Failed: ${name}`), ...(counts.secondTries ?? []).map((name) => `Passed at the second try only: ${name}`));
  summary.push(`${name}: ${sentence(counts)} (${Math.round((performance.now() - started) / 1000)} s)`);
}

function sentence({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

console.log(`\n${[...notes, ...summary].join('\n')}\n`);
console.log(sentence(total));
process.exitCode = total.failed === 0 ? 0 : 1;
