import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const PROGRAMS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const program = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules/electron/dist'), PROGRAMS[process.platform] ?? 'electron');

/** Why the window cannot be tried on this machine; null where it can. */
function obstacle(): string | null {
  if (!existsSync(program)) return `Electron's program is not at ${program}`;
  if (!existsSync(join(root, 'out/main/electron.js'))) return 'there is no build in out/';
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no display';
  if (process.platform === 'linux' && process.getuid?.() === 0) return 'Electron does not run as root with its sandbox on';
  return null;
}

const missing = obstacle();
if (missing !== null) console.warn(`\n*** SKIPPED: the desktop window was NOT tested, because ${missing}. ***\n`);

let app: ElectronApplication;
let page: Page;
let data: string;

describe.skipIf(missing !== null)('the desktop window', () => {
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'millwright-window-'));
    app = await _electron.launch({ executablePath: program, args: [root, '--data', data], cwd: root });
    page = await app.firstWindow();
    await screens();
  });

  afterAll(async () => {
    await app?.close();
    if (data) await rm(data, { recursive: true, force: true, maxRetries: 5 });
  });

  const screens = (): Promise<void> => page.waitForURL((url) => url.href.startsWith('app://millwright/') && !url.pathname.startsWith('/start/'), { timeout: 60_000 });

  /** Ends the process that holds the documents, as a crash would. */
  const killCore = (): Promise<boolean> =>
    app.evaluate(({ app: electron }) => {
      const core = electron.getAppMetrics().find((metric) => metric.serviceName === 'Millwright core' || metric.name === 'Millwright core');
      return core !== undefined && process.kill(core.pid, 'SIGKILL');
    });

  it('takes the owner to set-up on the first start', async () => {
    await page.getByLabel(/plant/i).first().waitFor({ timeout: 30_000 });
  });

  it('confines every page', async () => {
    const preferences = await app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => (contents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()),
    );
    for (const each of preferences) expect(each).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, webSecurity: true });
    expect(await page.evaluate(() => [typeof Reflect.get(globalThis, 'require'), typeof Reflect.get(globalThis, 'process'), Object.keys(Reflect.get(window, 'millwright'))])).toEqual(['undefined', 'undefined', ['shell']]);
  });

  it('serves its own files with the content policy and nothing else', async () => {
    const answers = await page.evaluate(async () => {
      const own = await fetch('/index.html');
      const outside = await Promise.all(['/%2e%2e/package.json', '/..%2fpackage.json', '/package.json'].map(async (path) => (await fetch(path)).status));
      const foreign = await Promise.all(['https://example.org/', 'http://127.0.0.1:9/', 'file:///etc/hostname'].map((url) => fetch(url).then(() => 'loaded', () => 'refused')));
      return { policy: own.headers.get('content-security-policy'), outside, foreign };
    });
    expect(answers.policy).toContain("default-src 'none'");
    expect(answers.outside).toEqual([404, 404, 404]);
    expect(answers.foreign).toEqual(['refused', 'refused', 'refused']);
  });

  it('stays on its page, opens no window and grants no permission', async () => {
    const before = page.url();
    const tried = await page.evaluate(async () => {
      const opened = window.open('https://example.org/');
      location.assign('https://example.org/');
      const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'granted', () => 'refused');
      return { opened: opened === null, camera, notifications: await Notification.requestPermission() };
    });
    expect(tried).toEqual({ opened: true, camera: 'refused', notifications: 'denied' });
    expect(page.url()).toBe(before);
    expect(app.windows()).toHaveLength(1);
  });

  it('is one instance per data directory', async () => {
    const second = await _electron.launch({ executablePath: program, args: [root, '--data', data], cwd: root }).catch(() => null);
    await second?.waitForEvent('close', { timeout: 20_000 });
    expect(app.windows()).toHaveLength(1);
  });

  it('shows a page with a way back when the core crashes', async () => {
    expect(await killCore()).toBe(true);
    await page.waitForURL('app://millwright/start/');
    await page.getByRole('button', { name: 'Start again' }).click();
    await screens();
  });
});
