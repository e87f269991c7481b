import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { safetyFindings } from './diagnose-safety.ts';

let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'millwright-safety-'));
  await mkdir(join(data, 'keys'), { mode: 0o700 });
  await writeFile(join(data, 'keys', 'installation.key'), 'x'.repeat(32), { mode: 0o600 });
});
afterAll(() => rm(data, { recursive: true, force: true }));

const finding = async (name: string) => (await safetyFindings(data)).find((each) => each.name === name);

test.skipIf(process.platform === 'win32')('keys that other accounts may read are warned of, with the command that closes them', async () => {
  expect(await finding('key file')).toMatchObject({ state: 'ok' });
  await chmod(join(data, 'keys', 'installation.key'), 0o644);
  expect(await finding('key file')).toMatchObject({ state: 'warning', sentence: expect.stringContaining('chmod 600') });
  await chmod(join(data, 'keys', 'installation.key'), 0o600);
  await chmod(data, 0o755);
  expect(await finding('key file')).toMatchObject({ state: 'warning', sentence: expect.stringContaining('chmod 700') });
  await chmod(data, 0o700);
});

test('the disk is called encrypted or warned of, and never passed over', async () => {
  const disk = await finding('disk encryption');
  expect(disk?.state === 'ok' ? disk.sentence : `${disk?.state} ${disk?.sentence}`).toMatch(/is encrypted \(|^warning .*(not encrypted|cannot be told)/);
});

test.runIf(process.platform === 'linux')('something of this account that listens to other machines at the appliance’s place is warned of', async () => {
  const server = createServer();
  const port = await listenSomewhere(server);
  expect(await finding('network')).toMatchObject({ state: 'warning', sentence: expect.stringContaining(String(port)) });
  await new Promise((closed) => server.close(closed));
});

/** On the first free port of those that are looked at, of every address of this machine. */
async function listenSomewhere(server: ReturnType<typeof createServer>): Promise<number> {
  for (let port = 7443; port > 7423; port -= 1) {
    const free = await new Promise<boolean>((done) => server.once('error', () => done(false)).listen(port, '0.0.0.0', () => done(true)));
    if (free) return port;
  }
  throw new Error('every port is taken');
}
