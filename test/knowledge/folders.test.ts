import { mkdir, mkdtemp, realpath, rename, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { FolderReport, WatchedFolder } from '#shared/contract/folders.ts';
import { createFolderReader } from '#adapters/files/create-folder-reader.ts';
import { FolderUnreachable } from '#core/ports/folder-reader.ts';
import { sql } from '#core/ports/sql.ts';
import { withTwoPlants } from './two-plants.ts';

const works = withTwoPlants();
let share: string;
let folder: WatchedFolder;
/** Content is known by its bytes, so every test writes other ones. */
let salt = 0;

beforeEach(async () => {
  share = await realpath(await mkdtemp(join(tmpdir(), 'millwright-share-')));
  salt += 1;
  folder = await call<WatchedFolder>('folders.add', { path: share, label: 'internal', tags: ['share'] });
  await scan();
});

afterEach(async () => {
  await call('folders.remove', { id: folder.id });
  await rm(share, { recursive: true, force: true });
});

const { call } = works;

let tick = 0;
/** Writes a file as if it had been there for a while, each time a second later than before. */
async function put(path: string, text: string): Promise<void> {
  const file = join(share, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${text} (${salt})`);
  const at = new Date(Date.UTC(2024, 0, 1) + (tick += 1_000));
  await utimes(file, at, at);
}

async function scan(): Promise<FolderReport> {
  const report = await call<FolderReport>('folders.scan', { id: folder.id });
  await works.open.knowledge.ingestion.idle();
  return report;
}

async function documents(): Promise<DocumentSummary[]> {
  const { documents: all } = await call<{ documents: DocumentSummary[] }>('documents.list', {});
  const rows = await works.open.database.withTenant({ tenantId: works.plant.tenantId, userId: null }, (tx) => tx.rows<{ document_id: string }>(sql`SELECT document_id FROM watched_files WHERE folder_id = ${folder.id}`));
  const families = new Set(all.filter((each) => rows.some((row) => row.document_id === each.id)).map((each) => each.familyId));
  return all.filter((each) => families.has(each.familyId)).toSorted((a, b) => a.filename.localeCompare(b.filename) || a.revisionNo - b.revisionNo);
}
const get = (id: string): Promise<DocumentSummary> => call('documents.get', { id });

describe('a followed folder', () => {
  it('brings its files in, with label and tags, and leaves alone what did not change', async () => {
    await put('pump.txt', 'Pump text.');
    await put('deep/er/valve rev C.txt', 'Valve text.');
    await put('~$pump.docx', 'lock');
    await put('.hidden/x.txt', 'hidden');
    await put('Thumbs.db', 'thumbs');
    await put('copy.txt.part', 'half');
    expect(await scan()).toMatchObject({ added: 2, revised: 0, removed: 0, unchanged: 0, refused: [], problem: null });
    expect(await documents()).toMatchObject([
      { filename: 'pump.txt', status: 'ready', label: 'internal', tags: ['share'], addedBy: 'North Works admin' },
      { filename: 'valve rev C.txt', status: 'ready', revision: 'C' },
    ]);
    expect(await scan()).toMatchObject({ added: 0, unchanged: 2 });
    const { folders } = await call<{ folders: WatchedFolder[] }>('folders.list', {});
    expect(folders).toMatchObject([{ id: folder.id, path: share, files: 2, report: { added: 2 } }]);
  });

  it('makes a changed file the next revision, which takes over when it is ready', async () => {
    await put('a.txt', 'First.');
    await scan();
    const [first] = await documents();
    await put('a.txt', 'Second.');
    expect(await scan()).toMatchObject({ added: 0, revised: 1 });
    expect(await documents()).toMatchObject([{ id: first?.id, standing: 'superseded', revisionNo: 1 }, { standing: 'in-force', revisionNo: 2 }]);
    await put('a.txt', 'First.');
    await scan();
    expect(await get(first?.id ?? '')).toMatchObject({ standing: 'in-force', revisionNo: 3 });
  });

  it('withdraws what is removed, with all its revisions, and puts it back when it comes back', async () => {
    await put('a.txt', 'Old.');
    await scan();
    const [old] = await documents();
    await put('a.txt', 'New.');
    await scan();
    await unlink(join(share, 'a.txt'));
    expect(await scan()).toMatchObject({ removed: 1, problem: null });
    expect(await get(old?.id ?? '')).toMatchObject({ standing: 'withdrawn', status: 'ready' });
    await put('a.txt', 'New.');
    await scan();
    expect(await documents()).toMatchObject([{ id: old?.id, standing: 'superseded' }, { standing: 'in-force' }]);
  });

  it('knows a file that was moved as the same document', async () => {
    await put('name.txt', 'Moved text.');
    await scan();
    const [before] = await documents();
    await mkdir(join(share, 'sub'));
    await rename(join(share, 'name.txt'), join(share, 'sub', 'other name.txt'));
    expect(await scan()).toMatchObject({ added: 0, revised: 0, removed: 0, unchanged: 1 });
    expect(await documents()).toMatchObject([{ id: before?.id, filename: 'other name.txt', standing: 'in-force', revisionNo: 1 }]);
  });

  it('keeps a document while one of its two copies is there', async () => {
    await put('one.txt', 'Twice.');
    await put('two.txt', 'Twice.');
    await scan();
    const [document] = await documents();
    await unlink(join(share, 'one.txt'));
    expect(await scan()).toMatchObject({ removed: 0 });
    expect(await get(document?.id ?? '')).toMatchObject({ standing: 'in-force' });
    await put('two.txt', 'Changed alone.');
    expect(await scan()).toMatchObject({ revised: 1 });
  });

  it('refuses one file with a sentence and takes the others', async () => {
    await writeFile(join(share, 'empty.txt'), '');
    await put('full.txt', 'Full.');
    expect(await scan()).toMatchObject({ added: 1, refused: [{ path: 'empty.txt', why: 'The file is empty.' }] });
    expect(await scan()).toMatchObject({ added: 0, unchanged: 1, refused: [{ path: 'empty.txt' }] });
    await put('empty.txt', 'Not any more.');
    expect(await scan()).toMatchObject({ added: 1, refused: [] });
  });

  it('that cannot be reached keeps everything and says so', async () => {
    await put('a.txt', 'Kept.');
    await scan();
    const [document] = await documents();
    await rename(share, `${share}-gone`);
    const report = await scan();
    expect(report).toMatchObject({ removed: 0, problem: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(await get(document?.id ?? '')).toMatchObject({ standing: 'in-force' });
    // What an unconnected mount looks like: an empty folder that is another one.
    await mkdir(share);
    expect(await scan()).toMatchObject({ removed: 0, problem: expect.stringContaining('empty folder') });
    await rm(share, { recursive: true });
    await rename(`${share}-gone`, share);
    expect(await scan()).toMatchObject({ unchanged: 1, problem: null });
  });

  it('never follows a link out of it', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'millwright-outside-'));
    await writeFile(join(outside, 'secret.txt'), 'Not for them.');
    await symlink(outside, join(share, 'way'), process.platform === 'win32' ? 'junction' : 'dir');
    if (process.platform !== 'win32') await symlink(join(outside, 'secret.txt'), join(share, 'link.txt'));
    const report = await scan();
    expect(report).toMatchObject({ added: 0, problem: null });
    expect(report.refused.map(({ path }) => path)).toContain('way');
    await rm(outside, { recursive: true });
  });

  it('goes on after a restart without adding anything twice', async () => {
    await put('a.txt', 'Restarted.');
    await scan();
    await works.reopen(() => put('b.txt', 'Came while it was off.'));
    const report = await scan();
    expect(report.added + report.unchanged).toBe(2);
    expect((await documents()).map(({ filename }) => filename)).toEqual(['a.txt', 'b.txt']);
  });

  it('does not touch the documents of a person who may no longer manage knowledge', async () => {
    await put('a.txt', 'Before.');
    await works.open.database.withTenant({ tenantId: works.plant.tenantId, userId: null }, (tx) => tx.run(sql`UPDATE users SET role = 'viewer' WHERE id = ${works.admin.userId}`));
    expect(await scan()).toMatchObject({ added: 0, problem: expect.stringContaining('may no longer') });
    await works.open.database.withTenant({ tenantId: works.plant.tenantId, userId: null }, (tx) => tx.run(sql`UPDATE users SET role = 'admin' WHERE id = ${works.admin.userId}`));
  });

  it('gives a new revision no milder label than the old one has', async () => {
    await put('a.txt', 'One.');
    await scan();
    const [document] = await documents();
    await call('documents.change', { id: document?.id, label: 'restricted' });
    await put('a.txt', 'Two.');
    await scan();
    expect(await documents()).toMatchObject([{ label: 'restricted' }, { label: 'restricted', standing: 'in-force' }]);
  });

  it("is not there for another plant, and a folder in a followed folder is refused", async () => {
    const stranger = works.other.as('admin');
    expect(await call('folders.list', {}, stranger)).toEqual({ folders: [] });
    for (const name of ['folders.scan', 'folders.remove']) await expect(call(name, { id: folder.id }, stranger)).rejects.toMatchObject({ code: 'FOLDER_NOT_FOUND' });
    await mkdir(join(share, 'sub'));
    for (const path of [share, join(share, 'sub'), dirname(share)]) {
      await expect(call('folders.add', { path, label: 'internal', tags: [] })).rejects.toMatchObject({ code: 'FOLDER_REFUSED' });
    }
  });
});

describe('the reader of folders', () => {
  it("admits only what its host allows, and never Millwright's own data", async () => {
    const inside = join(share, 'inside');
    await mkdir(inside);
    const narrow = createFolderReader({ roots: [share], dataDirectory: join(share, 'data') });
    expect(await narrow.admit(inside)).toBe(inside);
    for (const path of [dirname(share), join(share, 'data'), `${share}-no`, 'relative', share]) await expect(narrow.admit(path), path).rejects.toMatchObject({ code: 'FOLDER_REFUSED' });
    await expect(createFolderReader({ roots: [], dataDirectory: works.data }).admit(inside)).rejects.toMatchObject({ message: expect.stringContaining('--watch-root') });
    await symlink(tmpdir(), join(share, 'out'), process.platform === 'win32' ? 'junction' : 'dir');
    await expect(narrow.admit(join(share, 'out'))).rejects.toMatchObject({ code: 'FOLDER_REFUSED' });
  });

  it('is unsure of a file that is still growing', async () => {
    const reader = createFolderReader({ roots: 'any', dataDirectory: works.data, settleMs: 300 });
    await writeFile(join(share, 'growing.txt'), 'x');
    const growing = setInterval(() => void writeFile(join(share, 'growing.txt'), 'x'.repeat(Math.ceil(performance.now()))), 20);
    const listing = await reader.list(share, new AbortController().signal);
    clearInterval(growing);
    expect(listing).toMatchObject({ files: [], unsure: ['growing.txt'] });
    await expect(reader.list(`${share}-no`, new AbortController().signal)).rejects.toThrow(FolderUnreachable);
  });

  it('tells soon when something changes', async () => {
    const reader = createFolderReader({ roots: 'any', dataDirectory: works.data });
    let told = 0;
    const stop = reader.watch(share, () => (told += 1));
    await writeFile(join(share, 'news.txt'), 'news');
    await expect.poll(() => told, { timeout: 20_000 }).toBeGreaterThan(0);
    stop();
  });

  it('opens nothing outside its folder', async () => {
    const reader = createFolderReader({ roots: 'any', dataDirectory: works.data });
    await writeFile(`${share}.txt`, 'outside');
    await expect(reader.open(share, `../${share.split(/[/\\]/).at(-1)}.txt`)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await rm(`${share}.txt`);
  });
});
