import Store from 'electron-store';
import type { Rectangle, WindowState } from './window-bounds.ts';

const NOTHING_SAVED: WindowState = { bounds: null, maximized: false };

export interface WindowStore {
  read(): WindowState;
  save(bounds: Rectangle, maximized: boolean): void;
}

/** Remembers how the window stood. A file that cannot be read or written costs the memory of it, nothing else. */
export function openWindowStore(folder: string): WindowStore {
  const store = new Store<{ window: WindowState }>({ cwd: folder, name: 'desktop', clearInvalidConfig: true });
  return {
    read: () => {
      const saved = store.get('window', NOTHING_SAVED);
      return { bounds: saved?.bounds ?? null, maximized: saved?.maximized === true };
    },
    save: (bounds, maximized) => {
      try {
        store.set('window', { bounds, maximized });
      } catch (error) {
        console.warn('The window position could not be saved:', error);
      }
    },
  };
}
