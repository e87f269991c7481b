import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesHolding } from './files-holding.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-holding-'));
  await mkdir(join(folder, 'deep'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('what holds the bytes is named, however deep it lies', async () => {
  await writeFile(join(folder, 'deep', 'one'), 'a secret here');
  await writeFile(join(folder, 'two'), 'nothing');
  expect(await filesHolding(folder, 'secret')).toEqual({ looked: 2, holding: ['deep/one'] });
});

test('files that come and go are no fault, and one that is renamed meanwhile is found all the same', async () => {
  for (let n = 0; n < 200; n += 1) await writeFile(join(folder, String(n)), 'nothing');
  await writeFile(join(folder, 'deep', 'a0'), 'a secret here');
  const restless = (async () => {
    for (let n = 0; n < 100; n += 1) {
      await rm(join(folder, String(n)), { force: true });
      await writeFile(join(folder, String(n)), 'nothing');
      await rename(join(folder, 'deep', `a${n}`), join(folder, 'deep', `a${n + 1}`));
    }
  })();
  const { holding } = await filesHolding(folder, 'secret');
  await restless;
  expect(holding).toHaveLength(1);
});

test('a folder that is not there is said to be', async () => {
  await expect(filesHolding(join(folder, 'none'), 'secret')).rejects.toThrow(/ENOENT/);
});
