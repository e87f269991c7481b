import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPorts } from './open-ports.ts';
import { onLinux, volumeEncryption } from './volume-encryption.ts';

let sys: string;
beforeEach(async () => {
  sys = await mkdtemp(join(tmpdir(), 'millwright-sys-'));
  await mkdir(join(sys, 'dev/block'), { recursive: true });
});
afterEach(() => rm(sys, { recursive: true, force: true }));

/** A block device as the kernel shows it, with what it lies on. */
async function device(name: string, numbers: string, { uuid, on = [], partitionOf }: { uuid?: string; on?: string[]; partitionOf?: string } = {}): Promise<void> {
  const place = join(sys, 'devices', partitionOf ?? '', name);
  await mkdir(join(place, 'slaves'), { recursive: true });
  if (partitionOf !== undefined) await writeFile(join(place, 'partition'), '1\n');
  if (uuid !== undefined) {
    await mkdir(join(place, 'dm'));
    await writeFile(join(place, 'dm/uuid'), `${uuid}\n`);
  }
  for (const below of on) await symlink(join(sys, 'devices', below), join(place, 'slaves', below.split('/').at(-1) ?? ''));
  await symlink(place, join(sys, 'dev/block', numbers));
}
const line = (numbers: string, at: string, type = 'ext4'): string => `30 1 ${numbers} / ${at} rw,relatime shared:1 - ${type} /dev/x rw\n`;

test('a volume on LUKS, also by way of LVM, is encrypted', async () => {
  await device('sda', '8:0');
  await device('sda2', '8:2', { partitionOf: 'sda' });
  await device('dm-0', '253:0', { uuid: 'CRYPT-LUKS2-abc-luks', on: ['sda/sda2'] });
  await device('dm-1', '253:1', { uuid: 'LVM-xyz', on: ['dm-0'] });
  expect(await onLinux('/data/plant', { mountinfo: line('253:0', '/data'), sys })).toEqual({ encrypted: true, how: 'LUKS2' });
  expect(await onLinux('/home/x', { mountinfo: line('253:1', '/'), sys })).toEqual({ encrypted: true, how: 'LUKS2' });
});

test('a plain partition is not, and neither is LVM on one; the mount nearest to the data counts', async () => {
  await device('sda', '8:0');
  await device('sda2', '8:2', { partitionOf: 'sda' });
  await device('dm-0', '253:0', { uuid: 'CRYPT-LUKS2-abc-luks', on: ['sda/sda2'] });
  await device('dm-1', '253:1', { uuid: 'LVM-xyz', on: ['sda/sda2'] });
  const mountinfo = line('253:0', '/') + line('8:2', '/srv/my\\040data') + line('253:1', '/var');
  expect(await onLinux('/srv/my data/plant', { mountinfo, sys })).toEqual({ encrypted: false, how: 'no LUKS below sda2' });
  expect(await onLinux('/var/lib/millwright', { mountinfo, sys })).toMatchObject({ encrypted: false });
  expect(await onLinux('/srv/other', { mountinfo, sys })).toMatchObject({ encrypted: true });
  expect(await onLinux('/various', { mountinfo, sys })).toMatchObject({ encrypted: true });
});

test('what has no block device is said to be unknown, never encrypted', async () => {
  for (const type of ['tmpfs', 'overlay', 'nfs4', 'zfs']) expect(await onLinux('/data', { mountinfo: line('0:44', '/data', type), sys })).toMatchObject({ encrypted: null });
  expect(await onLinux('/data', { mountinfo: '', sys })).toMatchObject({ encrypted: null });
});

test('this machine gives an answer, and an unknown system an honest one', async () => {
  expect((await volumeEncryption(tmpdir())).how).not.toBe('');
  expect(await volumeEncryption(tmpdir(), 'aix')).toMatchObject({ encrypted: null });
  // Neither program is there: no answer is no promise.
  expect(await volumeEncryption(tmpdir(), 'darwin')).toMatchObject({ encrypted: null });
});

test('ports that other machines reach are told from those of this machine alone', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1CFF 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1',
    '   1: 00000000:1D00 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 2 1',
    '   2: 0100007F:1D01 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 3 1',
    '   3: 00000000000000000000000001000000:1D02 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4 1',
    '   4: 00000000000000000000000000000000:1D03 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 5 1',
  ].join('\n');
  expect(openPorts(table)).toEqual([
    { port: 7423, loopback: true, uid: 1000 }, { port: 7424, loopback: false, uid: 1000 }, { port: 7426, loopback: true, uid: 0 }, { port: 7427, loopback: false, uid: 0 },
  ]);
});
