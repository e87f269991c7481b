import { type FSWatcher, mkdirSync, watch } from 'node:fs';
import type { ModelFile } from '#core/ports/model-files.ts';

const DEBOUNCE_MS = 300;
const POLL_MS = 5_000;
const GROWING_MS = 1_000;

export interface FolderWatch {
  folder: string;
  state: () => Promise<{ files: ModelFile[]; growing: boolean }>;
  changed: () => void;
}

/**
 * Calls back when the set of complete files has changed. The operating system's events only make it look sooner: they
 * are missing on network drives and some USB disks, so it also looks every few seconds.
 */
export function watchFolder({ folder, state, changed }: FolderWatch): () => void {
  let last: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let looking = false;
  let again = false;
  let stopped = false;

  async function look(): Promise<void> {
    looking = true;
    again = false;
    let next = POLL_MS;
    try {
      const { files, growing } = await state();
      const now = JSON.stringify(files);
      if (last !== null && now !== last && !stopped) changed();
      last = now;
      if (growing) next = GROWING_MS;
    } catch {
      // The folder may be gone for a while (a disk was pulled); the next look finds it again.
    }
    looking = false;
    schedule(again ? DEBOUNCE_MS : next);
  }

  function schedule(milliseconds: number): void {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => void look(), milliseconds);
    timer.unref();
  }

  const watcher = startWatcher(folder, () => {
    again = true;
    if (!looking) schedule(DEBOUNCE_MS);
  });
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
    watcher?.close();
  };
}

function startWatcher(folder: string, onEvent: () => void): FSWatcher | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const watcher = watch(folder, { persistent: false }, onEvent);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    return null;
  }
}
