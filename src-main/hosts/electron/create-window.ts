import { BrowserWindow, nativeTheme, screen } from 'electron';
import { placeWindow, SMALLEST } from './window-bounds.ts';
import { windowPreferences } from './window-preferences.ts';
import type { WindowStore } from './window-store.ts';

export interface WindowOptions {
  store: WindowStore;
  preload: string;
  development: boolean;
}

/** Opens the window where it stood, at once: its background is painted before any page is there. */
export function createWindow({ store, preload, development }: WindowOptions): BrowserWindow {
  const { bounds, maximized } = store.read();
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter((display) => display.id !== main.id);
  const window = new BrowserWindow({
    ...placeWindow(bounds, [main, ...others].map((display) => display.workArea)),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: 'Millwright',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#14181d' : '#f5f6f7',
    webPreferences: windowPreferences(preload, development),
  });
  if (maximized) window.maximize();
  window.on('close', () => store.save(window.getNormalBounds(), window.isMaximized()));
  return window;
}
