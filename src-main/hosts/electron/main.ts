import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { app, type BrowserWindow, dialog, Menu, protocol, session } from 'electron';
import { dataDirectory } from '#hosts/data-directory.ts';
import { findProgramFiles } from '#hosts/program-files.ts';
import { appMenu } from './app-menu.ts';
import { APP_SCHEME, createAppPage } from './app-page.ts';
import { createDesktop } from './desktop.ts';
import { guardContents } from './guard-contents.ts';
import { guardSession } from './guard-session.ts';
import { silenceNetwork } from './silence-network.ts';

/** Everything below must be settled before Electron is ready. */
const development = !app.isPackaged && process.env['ELECTRON_RENDERER_URL'] !== undefined;
const page = createAppPage(development ? process.env['ELECTRON_RENDERER_URL'] : undefined);
// Electron and Playwright add switches of their own, so that unknown ones are passed over.
const { values } = parseArgs({ args: process.argv.slice(1), options: { data: { type: 'string' } }, strict: false });
const data = dataDirectory(typeof values.data === 'string' ? values.data : undefined);
const profile = join(data, 'desktop');
if (!makeFolder(profile)) app.exit(1);
app.setPath('userData', profile);
app.enableSandbox();
silenceNetwork(app);
guardContents(app, page);
protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } }]);

// The lock belongs to the profile, so that each data directory has one window process.
if (!app.requestSingleInstanceLock()) {
  app.quit();
} else {
  void app.whenReady().then(start);
}

async function start(): Promise<void> {
  guardSession(app, session.defaultSession, page);
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenu(process.platform, development)));
  const desktop = await createDesktop({ files: findProgramFiles(), dataDirectory: data, profile, page, development });
  let window: BrowserWindow | null = desktop.openWindow();
  window.on('closed', () => {
    window = null;
  });
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void desktop.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}

function makeFolder(path: string): boolean {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return true;
  } catch (error) {
    dialog.showErrorBox('Millwright', `Millwright cannot keep its data in ${data}. Check that this is a folder it may write to.\n\n${String(error)}`);
    return false;
  }
}
