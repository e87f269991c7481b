// Finds a Chromium for the browser tests, installing it where that is possible: node scripts/ensure-chromium.mjs
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { runProgram } from './run-program.mjs';

// First what draws no window: a tab of it costs a third.
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'msedge'];
/** Older releases of Debian have the second alone. */
const PACKAGES = ['chromium-headless-shell', 'chromium'];
const FOLDERS = {
  darwin: ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .flatMap((folder) => [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Microsoft/Edge/Application/msedge.exe')]),
};

/** Path of a Chromium: the one named in `MILLWRIGHT_CHROMIUM`, else Playwright's own, else the system's; null if there is none. */
export function findChromium() {
  const named = process.env.MILLWRIGHT_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`MILLWRIGHT_CHROMIUM names ${named}, and there is no such file.`);
  }
  return [chromium.executablePath(), ...onPath(), ...(FOLDERS[process.platform] ?? [])].find((path) => existsSync(path)) ?? null;
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '' && process.platform !== 'win32');
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
}

/** As {@link findChromium}, but installs a package of Debian where it may, and otherwise throws what to install. */
export async function ensureChromium() {
  const found = findChromium();
  if (found !== null) return found;
  if (mayUseApt()) {
    console.log('No Chromium here: installing it…');
    const quiet = { capture: true, env: { DEBIAN_FRONTEND: 'noninteractive' } };
    await runProgram('apt-get', ['update', '-qq'], quiet);
    for (const name of PACKAGES) {
      const { status, output } = await runProgram('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], quiet);
      const installed = findChromium();
      if (status === 0 && installed !== null) return installed;
      console.error(output.slice(-2000));
    }
  }
  throw new Error(
    'The browser tests need a Chromium. Install one ("apt-get install chromium" on Debian, Google Chrome or Microsoft Edge elsewhere) or set MILLWRIGHT_CHROMIUM to the program.',
  );
}

function mayUseApt() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

if (import.meta.main) {
  try {
    console.log(await ensureChromium());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
