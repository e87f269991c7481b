import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { root } from './bundled-node.mjs';
import { runPackage } from './run-program.mjs';

const FOLDER = join(root, 'node_modules/electron');
const PROGRAMS = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const PROGRAM = PROGRAMS[process.platform] ?? 'electron';
const FAILED = join(root, '.cache/electron-not-downloaded');
const RETRY_AFTER_MS = 24 * 60 * 60 * 1000;
const REACH_MS = 4_000;
const DOWNLOAD_MS = 5 * 60 * 1000;

/** Path of Electron's program, or null. `ELECTRON_OVERRIDE_DIST_PATH` names a folder that has it elsewhere. */
export function electronProgram() {
  const elsewhere = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const path = elsewhere ? join(elsewhere, PROGRAM) : join(FOLDER, 'dist', PROGRAM);
  return existsSync(path) ? path : null;
}

/**
 * Finds Electron's program, or lets Electron's own installer fetch it where its server can be reached. A machine without
 * internet is asked once a day at most.
 * @returns {Promise<'installed' | 'downloaded' | 'absent'>}
 */
export async function ensureElectron() {
  if (electronProgram() !== null) return 'installed';
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH || (await failedLately()) || !(await serverInReach())) return 'absent';
  console.log('Downloading Electron…');
  await runPackage('electron/install.js', [], { capture: true, timeoutMs: DOWNLOAD_MS });
  if (electronProgram() !== null) return 'downloaded';
  await rememberFailure();
  return 'absent';
}

async function failedLately() {
  const [seen, version] = await Promise.all([readFile(FAILED, 'utf8').catch(() => ''), wantedVersion()]);
  if (seen !== version) return false;
  return Date.now() - (await stat(FAILED)).mtimeMs < RETRY_AFTER_MS;
}

async function rememberFailure() {
  await mkdir(dirname(FAILED), { recursive: true });
  await writeFile(FAILED, await wantedVersion());
}

async function wantedVersion() {
  return JSON.parse(await readFile(join(FOLDER, 'package.json'), 'utf8')).version;
}

/** A short knock at the door, so that a machine whose network swallows packets does not wait for the whole download to fail. */
async function serverInReach() {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? 'https://github.com/';
  const { hostname, port, protocol } = new URL(mirror);
  const reached = await new Promise((done) => {
    const socket = connect({ host: hostname, port: Number(port) || (protocol === 'http:' ? 80 : 443), timeout: REACH_MS });
    const end = (answer) => {
      socket.destroy();
      done(answer);
    };
    socket.once('connect', () => end(true)).once('timeout', () => end(false)).once('error', () => end(false));
  });
  if (!reached) await rememberFailure();
  return reached;
}
