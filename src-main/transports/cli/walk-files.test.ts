import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Found, walkFiles } from './walk-files.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'millwright-walk-'));
  await mkdir(join(root, 'b', 'deep'), { recursive: true });
  for (const name of ['z.txt', 'a.pdf', '.hidden', '~$a.docx', 'Thumbs.db', 'half.part', '..odd.txt', 'b/deep/x.md', 'b/.~lock.x.odt#']) await writeFile(join(root, name), 'x');
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function walk(...paths: string[]): Promise<string[]> {
  const found: Found[] = [];
  for await (const one of walkFiles(paths)) found.push(one);
  return found.map((one) => `${one.path.slice(root.length + 1).replaceAll('\\', '/')}${'skipped' in one ? ` (${one.skipped})` : 'failed' in one ? ` !${one.failed}` : ''}`);
}

test('goes through folders in order and says what it leaves out', async () => {
  expect(await walk(root)).toEqual([
    '..odd.txt',
    '.hidden (hidden or made by the system)',
    'Thumbs.db (hidden or made by the system)',
    'a.pdf',
    'b/.~lock.x.odt# (a lock file of an office program)',
    'b/deep/x.md',
    'half.part (unfinished or temporary)',
    'z.txt',
    '~$a.docx (a lock file of an office program)',
  ]);
});

test('a file that is named itself is taken whatever its name', async () => {
  expect(await walk(join(root, '.hidden'))).toEqual(['.hidden']);
});

test('a path that is not there is told, not thrown', async () => {
  expect(await walk(join(root, 'nothing'))).toEqual(['nothing !There is no such file or folder.']);
});

test.skipIf(process.platform === 'win32')('a link that leads in a circle ends there', async () => {
  const looped = await mkdtemp(join(tmpdir(), 'millwright-loop-'));
  await symlink(looped, join(looped, 'again'));
  await writeFile(join(looped, 'one.txt'), 'x');
  const found: Found[] = [];
  for await (const one of walkFiles([looped])) found.push(one);
  expect(found).toEqual([{ path: join(looped, 'again'), skipped: 'a folder that was taken already' }, { path: join(looped, 'one.txt') }]);
  await rm(looped, { recursive: true, force: true });
});
