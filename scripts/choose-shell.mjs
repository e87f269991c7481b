/**
 * Decides between the desktop window and the appliance, and says why in one sentence.
 * @param {{ asked: 'desktop' | 'appliance' | null, display: boolean, root: boolean, electron: 'installed' | 'downloaded' | 'absent' }} facts
 * @returns {{ shell: 'desktop' | 'appliance', sentence: string }}
 */
export function chooseShell({ asked, display, root, electron }) {
  const appliance = (why) => ({ shell: 'appliance', sentence: `Starting the appliance for your browser, because ${why}.` });
  if (asked === 'appliance') return appliance('you asked for it');
  if (!display) return appliance('there is no display to open a window on');
  if (root) return appliance('a window is not opened for root, whom its sandbox could not hold');
  if (electron === 'absent') return appliance("Electron's program is not on this machine and could not be downloaded");
  return { shell: 'desktop', sentence: `Starting the desktop window, because there is a display and Electron ${electron === 'installed' ? 'is installed' : 'could be downloaded'}.` };
}

/** Whether a window can be shown: always on Windows and macOS, on Linux with an X11 or Wayland session. */
export function hasDisplay(platform, env) {
  if (platform === 'win32' || platform === 'darwin') return true;
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}
