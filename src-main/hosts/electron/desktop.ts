import { join } from 'node:path';
import { app, type BrowserWindow, protocol } from 'electron';
import type { ProgramFiles } from '#hosts/program-files.ts';
import { APP_ORIGIN, APP_SCHEME, type AppPage } from './app-page.ts';
import { type CoreChild, startCore } from './core-child.ts';
import { createWindow } from './create-window.ts';
import { createFileTable } from './file-table.ts';
import { handle } from './handle.ts';
import { createFileServer } from './serve-app-files.ts';
import { createStartServer, START_PATH } from './serve-start-page.ts';
import { createStartProgress } from './start-state.ts';
import { openWindowStore } from './window-store.ts';

export interface DesktopOptions {
  files: ProgramFiles;
  dataDirectory: string;
  /** Folder for what belongs to the window and not to the plant. */
  profile: string;
  page: AppPage;
  development: boolean;
}

export interface Desktop {
  openWindow(): BrowserWindow;
  close(): Promise<void>;
}

/** Brings window and core together: shows the start page while there is no core, and the screens while there is one. */
export async function createDesktop({ files, dataDirectory, profile, page, development }: DesktopOptions): Promise<Desktop> {
  const progress = createStartProgress();
  const windows = new Set<BrowserWindow>();
  /** The running core, and whether it takes calls yet. */
  let core: CoreChild | null = null;
  let ready = false;
  start();

  function start(): void {
    progress.set('starting', 'Starting…');
    const entry = (name: string): string => join(files.root, 'out', 'main', `${name}.js`);
    core = startCore(
      { core: entry('core-process'), worker: entry, dataDirectory },
      {
        progress: (sentence) => progress.set('starting', sentence),
        ready: (link) => {
          ready = true;
          showAll(link === null ? '/' : `/#/link/${encodeURIComponent(link)}`);
        },
        stopped: (sentence) => {
          core = null;
          ready = false;
          progress.set('failed', sentence);
          showAll(START_PATH);
        },
      },
    );
  }

  function showAll(path: string): void {
    for (const window of windows) show(window, path);
  }

  const startServer = createStartServer(page, progress, {
    restart: () => {
      if (core === null) start();
    },
    quit: () => app.quit(),
  });
  const fileServer = createFileServer(await createFileTable(files.screens), page);
  protocol.handle(APP_SCHEME, async (request) => (await startServer(request)) ?? fileServer(request));

  handle('millwright:connect', page, ({ sender }, frame) => {
    if (core === null || !ready || new URL(frame.url).pathname.startsWith(START_PATH)) return;
    frame.postMessage('millwright:port', null, [core.connect(`window:${sender.id}`)]);
  });

  return {
    openWindow: () => {
      const window = createWindow({ store: openWindowStore(profile), preload: join(files.root, 'out', 'preload', 'preload.cjs'), development });
      windows.add(window);
      window.once('closed', () => windows.delete(window));
      show(window, ready ? '/' : START_PATH);
      return window;
    },
    close: async () => core?.close(),
  };

  function show(window: BrowserWindow, path: string): void {
    // A load that another one overtakes is rejected, and of no interest.
    window.loadURL(`${path === START_PATH ? APP_ORIGIN : page.origin}${path}`).catch(() => undefined);
  }
}
