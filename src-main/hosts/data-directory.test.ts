import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataDirectory } from './data-directory.ts';

describe('dataDirectory', () => {
  it('takes the named one first, then the environment, and makes it absolute', () => {
    expect(dataDirectory('plant', { MILLWRIGHT_DATA: '/other' })).toBe(resolve('plant'));
    expect(dataDirectory(undefined, { MILLWRIGHT_DATA: 'other' })).toBe(resolve('other'));
  });

  it("otherwise takes each platform's usual place for a program's data", () => {
    expect(dataDirectory(undefined, { XDG_DATA_HOME: '/xdg' }, 'linux')).toBe(resolve('/xdg', 'millwright'));
    expect(dataDirectory(undefined, { MILLWRIGHT_DATA: '' }, 'linux')).toBe(join(homedir(), '.local', 'share', 'millwright'));
    expect(dataDirectory(undefined, {}, 'darwin')).toBe(join(homedir(), 'Library', 'Application Support', 'Millwright'));
    expect(dataDirectory(undefined, { LOCALAPPDATA: 'L' }, 'win32')).toBe(resolve('L', 'Millwright'));
  });
});
