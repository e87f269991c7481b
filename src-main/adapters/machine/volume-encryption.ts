import { execFile } from 'node:child_process';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import { promisify } from 'node:util';

/** `null` where it cannot be told. */
export interface VolumeEncryption {
  encrypted: boolean | null;
  /** By what, or why it cannot be told. */
  how: string;
}

/** Where Linux tells of mounts and block devices; other folders in tests. */
export interface LinuxFacts {
  mountinfo: string;
  sys: string;
}

const ASK_MS = 5_000;
const run = promisify(execFile);

/** Whether the volume that holds a path is encrypted by the operating system. BitLocker and FileVault are asked as their makers say, untested. */
export async function volumeEncryption(path: string, platform: NodeJS.Platform = process.platform): Promise<VolumeEncryption> {
  try {
    if (platform === 'linux') return await onLinux(await realpath(path), { mountinfo: await readFile('/proc/self/mountinfo', 'utf8'), sys: '/sys' });
    if (platform === 'win32') return await byBitLocker(parse(await realpath(path)).root);
    if (platform === 'darwin') return await byFileVault();
    return { encrypted: null, how: 'this operating system is not known here' };
  } catch {
    return { encrypted: null, how: 'the operating system did not say' };
  }
}

/** By the device below the mount, and the devices below that: LUKS anywhere on the way down is enough. */
export async function onLinux(path: string, { mountinfo, sys }: LinuxFacts): Promise<VolumeEncryption> {
  const mount = mountsOf(mountinfo).findLast(({ at }) => path === at || path.startsWith(at === '/' ? '/' : `${at}/`));
  if (mount === undefined) return { encrypted: null, how: 'its mount was not found' };
  if (/ecryptfs|gocryptfs|encfs/.test(mount.type)) return { encrypted: true, how: mount.type };
  if (mount.type === 'tmpfs') return { encrypted: null, how: 'it lies in memory (tmpfs)' };
  const device = await realpath(join(sys, 'dev/block', mount.device)).catch(() => null);
  if (device === null) return { encrypted: null, how: `${mount.type} has no block device of its own` };
  const crypt = await cryptBelow(device);
  return crypt === null ? { encrypted: false, how: `no LUKS below ${basename(device)}` } : { encrypted: true, how: crypt };
}

/** Mounts by length of their place, the longest last: the last that holds a path is the one it lies on. */
function mountsOf(mountinfo: string): { device: string; at: string; type: string }[] {
  const mounts = mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , device, , at] = before.split(' ');
    return device === undefined || at === undefined ? [] : [{ device, at: at.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))), type: after.split(' ')[0] ?? '' }];
  });
  return mounts.toSorted((a, b) => a.at.length - b.at.length);
}

async function cryptBelow(device: string): Promise<string | null> {
  const uuid = await readFile(join(device, 'dm/uuid'), 'utf8').catch(() => '');
  if (uuid.startsWith('CRYPT-')) return /^CRYPT-LUKS\d/.exec(uuid)?.[0].replace('CRYPT-', '') ?? 'dm-crypt';
  for (const slave of await readdir(join(device, 'slaves')).catch(() => [])) {
    const found = await cryptBelow(await realpath(join(device, 'slaves', slave)));
    if (found !== null) return found;
  }
  // A partition lies on a device that may itself be mapped.
  const whole = join(device, '..');
  const isPartition = (await readFile(join(device, 'partition'), 'utf8').catch(() => '')) !== '';
  return isPartition ? cryptBelow(whole) : null;
}

async function byBitLocker(root: string): Promise<VolumeEncryption> {
  const letter = root.replace(/\\$/, '');
  if (!/^[A-Za-z]:$/.test(letter)) return { encrypted: null, how: 'it lies on no drive of this machine' };
  const asked = `(New-Object -ComObject Shell.Application).NameSpace('${letter}').Self.ExtendedProperty('System.Volume.BitLockerProtection')`;
  const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', asked], { timeout: ASK_MS, windowsHide: true });
  const state = stdout.trim();
  // 1 on, 3 on while encrypting, 5 suspended: what is written is encrypted. 2 and 4 are off and going off; 0 and empty tell nothing.
  if (['1', '3', '5'].includes(state)) return { encrypted: true, how: 'BitLocker' };
  return ['2', '4'].includes(state) ? { encrypted: false, how: 'BitLocker is off' } : { encrypted: null, how: 'BitLocker did not say' };
}

async function byFileVault(): Promise<VolumeEncryption> {
  const { stdout } = await run('/usr/bin/fdesetup', ['status'], { timeout: ASK_MS });
  if (/FileVault is On/.test(stdout)) return { encrypted: true, how: 'FileVault' };
  return /FileVault is Off/.test(stdout) ? { encrypted: false, how: 'FileVault is off' } : { encrypted: null, how: 'FileVault did not say' };
}
