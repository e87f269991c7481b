import type { WebPreferences } from 'electron';

/** How every page is confined (Electron's security checklist, items 2, 3, 4, 6 and 8 to 11). A test asserts each line. */
export function windowPreferences(preload: string, development: boolean): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // The spelling checker fetches dictionaries from the internet.
    spellcheck: false,
    devTools: development,
  };
}
