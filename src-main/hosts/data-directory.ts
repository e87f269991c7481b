import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where a plant's data lies: the named place, else `MILLWRIGHT_DATA`, else where the operating system keeps a program's data. Absolute. */
export function dataDirectory(named?: string, env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): string {
  return resolve(named || env['MILLWRIGHT_DATA'] || usualPlace(env, platform));
}

function usualPlace(env: NodeJS.ProcessEnv, platform: string): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), 'Millwright');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Millwright');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'millwright');
}
