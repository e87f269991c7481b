// The journeys of test/browser in a real Chromium: npm run test:e2e [-- VITEST ARGUMENTS]
import { ensureBuild } from './ensure-build.mjs';
import { ensureChromium } from './ensure-chromium.mjs';
import { runVitest } from './run-vitest.mjs';

/** @returns {Promise<{ passed: number, failed: number, skipped: number }>} */
export async function runBrowserTests(args = []) {
  try {
    const [browser] = [await ensureChromium(), await ensureBuild()];
    return await runVitest(['--config', 'vitest.browser.config.ts', ...args], { MILLWRIGHT_CHROMIUM: browser });
  } catch (error) {
    console.error(error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

if (import.meta.main) {
  const { failed } = await runBrowserTests(process.argv.slice(2));
  process.exitCode = failed === 0 ? 0 : 1;
}
