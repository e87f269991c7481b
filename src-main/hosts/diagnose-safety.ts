import { readFile, stat } from 'node:fs/promises';
import { openPorts } from '#adapters/machine/open-ports.ts';
import { volumeEncryption } from '#adapters/machine/volume-encryption.ts';
import type { Finding } from '#transports/cli/cli-host.ts';
import { dataLayout } from './data-layout.ts';

/** Where an appliance is looked for: the usual port and those it tries next. */
const FIRST_PORT = 7423;
const LAST_PORT = 7443;
const OTHERS = 0o077;

/** How the machine keeps what lies in a data directory: by its disk, by rights on files, by what listens. */
export async function safetyFindings(directory: string): Promise<Finding[]> {
  return [await diskFinding(directory), await keyFinding(directory), await doorFinding()];
}

async function diskFinding(directory: string): Promise<Finding> {
  const { encrypted, how } = await volumeEncryption(directory);
  if (encrypted === true) return { name: 'disk encryption', state: 'ok', sentence: `The volume of the data is encrypted (${how}).` };
  const sentence =
    encrypted === false
      ? `The volume of the data is not encrypted (${how}): whoever takes the disk reads every document. Use LUKS, BitLocker or FileVault.`
      : `Whether the volume of the data is encrypted cannot be told (${how}). Make sure that it is.`;
  return { name: 'disk encryption', state: 'warning', sentence };
}

async function keyFinding(directory: string): Promise<Finding> {
  const { key, keys, root } = dataLayout(directory);
  if (process.platform === 'win32') return { name: 'key file', state: 'ok', sentence: "The key lies in the profile of its owner, whose own rights apply." };
  const open: string[] = [];
  for (const path of [root, keys, key]) {
    const found = await stat(path).catch(() => null);
    if (found === null) continue;
    if ((found.mode & OTHERS) !== 0) open.push(`${path} can be reached by other accounts (chmod ${found.isDirectory() ? '700' : '600'} "${path}")`);
    if (process.getuid !== undefined && found.uid !== process.getuid()) open.push(`${path} belongs to another account`);
  }
  return open.length === 0 ? { name: 'key file', state: 'ok', sentence: 'Only its owner reaches the data directory and its keys.' } : { name: 'key file', state: 'warning', sentence: `${open.join('; ')}.` };
}

async function doorFinding(): Promise<Finding> {
  if (process.platform !== 'linux') return { name: 'network', state: 'ok', sentence: 'An appliance listens on this machine only, unless it is started with --host.' };
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')));
  const ours = tables.flatMap(openPorts).filter(({ port, uid }) => port >= FIRST_PORT && port <= LAST_PORT && uid === process.getuid?.());
  const wide = [...new Set(ours.filter(({ loopback }) => !loopback).map(({ port }) => port))];
  if (wide.length > 0) return { name: 'network', state: 'warning', sentence: `Port ${wide.join(' and ')} of this account can be reached from other machines: use --tls-cert and --tls-key, or leave out --host and put a TLS proxy before it.` };
  return { name: 'network', state: 'ok', sentence: 'No appliance of this account can be reached from other machines.' };
}
