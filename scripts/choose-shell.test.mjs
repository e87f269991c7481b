import { describe, expect, it } from 'vitest';
import { chooseShell, hasDisplay } from './choose-shell.mjs';

const ready = { asked: null, display: true, root: false, electron: 'installed' };

describe('chooseShell', () => {
  it('opens the window where Electron and a display are there', () => {
    expect(chooseShell(ready)).toEqual({ shell: 'desktop', sentence: 'Starting the desktop window, because there is a display and Electron is installed.' });
  });

  it.each([
    [{ display: false }, 'no display'],
    [{ root: true }, 'root'],
    [{ electron: 'absent' }, 'could not be downloaded'],
    [{ asked: 'appliance' }, 'you asked'],
  ])('starts the appliance and says why: %o', (facts, why) => {
    const chosen = chooseShell({ ...ready, ...facts });
    expect(chosen.shell).toBe('appliance');
    expect(chosen.sentence).toContain(why);
    expect(chosen.sentence.match(/\./g)).toHaveLength(1);
  });
});

describe('hasDisplay', () => {
  it('asks X11 and Wayland on Linux only', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('win32', {})).toBe(true);
  });
});
