import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Secrets } from '#core/ports/secrets.ts';
import { createKeyFileSecrets } from './create-key-file-secrets.ts';

let folder: string;
let secrets: Secrets;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-secrets-'));
  secrets = await createKeyFileSecrets(join(folder, 'keys', 'installation.key'));
});
afterAll(() => rm(folder, { recursive: true }));

test('what is sealed opens again with the same key and context, and only so', async () => {
  const other = await createKeyFileSecrets(join(folder, 'other.key'));
  const again = await createKeyFileSecrets(join(folder, 'keys', 'installation.key'));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, context) => {
      const sealed = secrets.seal(text, context);
      return again.open(sealed, context) === text.toWellFormed() && secrets.open(sealed, `${context}x`) === null && other.open(sealed, context) === null;
    }),
    { numRuns: 50 },
  );
});

test('a changed byte anywhere is noticed', () => {
  const sealed = secrets.seal('refresh token', 'mine');
  for (let at = 3; at < sealed.length - 1; at++) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    expect(secrets.open(changed, 'mine')).toBe(null);
  }
  for (const broken of ['', 'v1.', 'v2.abc', sealed.slice(0, 20), 'plain']) expect(secrets.open(broken, 'mine')).toBe(null);
});

test('the same text is never sealed twice alike', () => {
  expect(secrets.seal('x', 'y')).not.toBe(secrets.seal('x', 'y'));
});

test.skipIf(process.platform === 'win32')('only its owner may read the key', async () => {
  expect((await stat(join(folder, 'keys', 'installation.key'))).mode & 0o777).toBe(0o600);
});

test('a file that is not a key stops the start', async () => {
  await writeFile(join(folder, 'broken.key'), 'short');
  await expect(createKeyFileSecrets(join(folder, 'broken.key'))).rejects.toThrow('not a key');
});

test('a keyed hash is the same for the same text, purpose and installation, and for nothing else', async () => {
  const again = await createKeyFileSecrets(join(folder, 'keys', 'installation.key'));
  const other = await createKeyFileSecrets(join(folder, 'other.key'));
  const hash = secrets.keyedHash('How hot?', 'request');
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(again.keyedHash('How hot?', 'request')).toBe(hash);
  const different = [secrets.keyedHash('How hot', 'request'), secrets.keyedHash('How hot?', 'name'), other.keyedHash('How hot?', 'request'), createHash('sha256').update('How hot?').digest('hex')];
  expect(different).not.toContain(hash);
});
