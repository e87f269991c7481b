import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const ASK_MS = 5_000;
const run = promisify(execFile);
const LINUX = ['/etc/machine-id', '/var/lib/dbus/machine-id'];

/**
 * What the operating system calls this machine, the same after every start and different on every machine (machine-id(5); the registry's
 * MachineGuid; IOPlatformUUID). Null where it does not say. The last two are asked as their makers say, untested.
 */
export async function machineId(platform: NodeJS.Platform = process.platform): Promise<string | null> {
  try {
    if (platform === 'linux') return await firstOf(LINUX);
    if (platform === 'win32') return await said('reg.exe', ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid'], /MachineGuid\s+REG_SZ\s+([\w-]+)/);
    if (platform === 'darwin') return await said('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice'], /"IOPlatformUUID" = "([\w-]+)"/);
  } catch {
    // As good as not said.
  }
  return null;
}

async function firstOf(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) {
    const id = (await readFile(path, 'utf8').catch(() => '')).trim();
    if (/^[0-9a-f]{32}$/.test(id)) return id;
  }
  return null;
}

async function said(program: string, args: readonly string[], id: RegExp): Promise<string | null> {
  const { stdout } = await run(program, [...args], { timeout: ASK_MS, windowsHide: true });
  return id.exec(stdout)?.[1] ?? null;
}
