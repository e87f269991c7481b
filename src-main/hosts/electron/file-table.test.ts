import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileTable, type FileTable } from './file-table.ts';

let folder: string;
let table: FileTable;

beforeAll(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'millwright-table-'));
  folder = join(parent, 'renderer');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await mkdir(join(folder, 'start'));
  await writeFile(join(parent, 'secret.json'), '{}');
  for (const name of ['index.html', 'start/index.html', 'assets/index-1a2b.js', 'assets/notes.exe']) await writeFile(join(folder, name), 'x');
  if (process.platform !== 'win32') await symlink(join(parent, 'secret.json'), join(folder, 'linked.json'));
  table = await createFileTable(folder);
});

afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }));

describe('createFileTable', () => {
  it('finds the files of the build with their types', () => {
    expect(table.at('/')).toEqual({ path: join(folder, 'index.html'), type: 'text/html; charset=utf-8' });
    expect(table.at('/start/')?.path).toBe(join(folder, 'start/index.html'));
    expect(table.at('/assets/index-1a2b.js')?.type).toContain('javascript');
  });

  it('leaves out kinds that no page uses, and links that lead outside', () => {
    expect(table.at('/assets/notes.exe')).toBeUndefined();
    expect(table.at('/linked.json')).toBeUndefined();
    expect(table.size).toBe(3);
  });

  it('finds nothing outside, however the way there is written', () => {
    const steps = ['..', '%2e%2e', '.%2e', '%252e%252e', '..%00', '....', '\\..', '..;', '%c0%ae%c0%ae', '/..', '..%5c'];
    const slashes = ['/', '%2f', '\\', '%5c', '//', '%252f'];
    const targets = ['secret.json', 'index.html', 'etc/passwd', 'C:/Windows/win.ini'];
    let tried = 0;
    for (const step of steps) {
      for (const slash of slashes) {
        for (const target of targets) {
          const written = [`/${step}${slash}${target}`, `/assets${slash}${step}${slash}${step}${slash}${target}`, `/${step}${slash}${step}${slash}${target}`];
          for (const address of written) {
            const url = `app://millwright${address}`;
            if (!URL.canParse(url)) continue;
            tried += 1;
            const found = table.at(new URL(url).pathname)?.path ?? join(folder, 'nothing');
            expect(found.startsWith(join(folder, '/')), address).toBe(true);
          }
        }
      }
    }
    expect(tried).toBeGreaterThan(500);
  });
});
