import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCliStandIn } from '#test/support/cli-stand-in.ts';

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'millwright-cli-'));
  await mkdir(join(root, 'folder'));
  await writeFile(join(root, 'folder', 'a.txt'), 'a');
  await writeFile(join(root, 'folder', 'empty.txt'), '');
  await writeFile(join(root, 'folder', '~$lock.docx'), 'x');
  await writeFile(join(root, 'folder', 'z.txt'), 'z');
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('the command line', () => {
  test('every call is the owner\u2019s, and the core is closed again', async () => {
    const cli = createCliStandIn();
    expect((await cli.run(['search', 'pump', '--data', '/plant', '--json'])).status).toBe(0);
    expect(cli.opened).toEqual(['/plant']);
    expect(cli.stillOpen()).toBe(0);
    expect(cli.standIn.records.at(-1)).toMatchObject({ operation: 'search.query', userId: expect.any(String), sessionId: null });
  });

  test('--data and --json may stand on either side of the command', async () => {
    const cli = createCliStandIn();
    const before = await cli.run(['--data', '/plant', '--json', 'search', 'two', 'words']);
    expect([before.status, before.json]).toMatchObject([0, { results: [], mode: 'keyword', searched: 8 }]);
    expect(cli.opened).toEqual(['/plant']);
  });

  test('what stands after -- is a name, and the data directory still the one that was given', async () => {
    const cli = createCliStandIn();
    const { json } = await cli.run(['--data', '/plant', '--json', 'ingest', '--', join(root, 'folder', 'a.txt')]);
    expect(cli.opened).toEqual(['/plant']);
    expect(json).toMatchObject({ documents: [{ filename: 'a.txt' }], refused: [] });
  });

  test('the words of a question need no quotes', async () => {
    const answer = await createCliStandIn().run(['ask', 'one', 'two']);
    expect(answer.out).toContain('onetwo');
  });

  test('whoever asks is told of personal data before the answer, beside it and not in it', async () => {
    const { out, err } = await createCliStandIn().run(['ask', 'mail', 'anna@larkfield.example']);
    expect(err).toContain('Personal data (email, Badge\\u{1b}) went to the language model as it is.');
    expect(out).not.toContain('Personal data');
    expect((await createCliStandIn().run(['ask', 'one'])).err).not.toContain('Personal data');
  });

  test('a wrong command line is one sentence, JSON where asked for, and not status 0', async () => {
    for (const args of [['frob'], ['search'], ['search', 'x', '--top', 'many'], ['search', 'x', '--frob'], ['init'], []]) {
      const { status, out, err, json } = await createCliStandIn().run([...args, ...(args.length > 0 ? ['--json'] : [])]);
      expect(status, args.join(' ')).toBeGreaterThan(0);
      expect(err.trim().split('\n'), args.join(' ')).toHaveLength(1);
      if (args.length > 0) expect(json, out).toMatchObject({ error: { code: 'INVALID_INPUT', message: err.trim() } });
    }
  });

  test('without a command every command is named', async () => {
    const { err } = await createCliStandIn().run([]);
    for (const name of ['init', 'privacy', 'audit', 'tenants', 'doctor']) expect(err).toContain(name);
  });

  test('help and version are no errors', async () => {
    const cli = createCliStandIn();
    expect(await cli.run(['--version'])).toMatchObject({ status: 0, out: '1.2.3\n' });
    for (const name of ['init', 'ingest', 'search', 'ask', 'eval', 'documents', 'models', 'privacy', 'audit', 'users', 'tenants', 'apikey', 'sessions', 'serve', 'doctor']) {
      expect((await cli.run(['--help'])).out).toContain(`\n  ${name}`);
    }
  });

  test('a mistyped data directory is not filled with an empty plant', async () => {
    const cli = createCliStandIn({ hasData: false });
    for (const args of [['search', 'x'], ['documents'], ['ingest', root], ['audit', 'verify'], ['models', 'list']]) {
      const { status, json } = await cli.run([...args, '--data', '/typo', '--json']);
      expect([status, json]).toMatchObject([1, { error: { code: 'NOT_SET_UP', message: expect.stringContaining('/typo') } }]);
    }
    expect(cli.opened).toEqual([]);
  });

  test('an unexpected error keeps its reason to itself', async () => {
    const { status, out, err } = await createCliStandIn().run(['search', 'crash', '--json']);
    expect(status).toBe(1);
    expect(out + err).not.toMatch(/ENOENT|secret|\bat /);
  });

  test('a stream is read to its end, so that nothing is recorded as stopped', async () => {
    const cli = createCliStandIn();
    await cli.run(['ask', 'one']);
    expect(await cli.standIn.ended('conversations.ask')).toMatchObject({ outcome: 'ok' });
  });

  test('what documents say cannot command the terminal', async () => {
    const { out } = await createCliStandIn().run(['ask', '\u001b[2J\u202e']);
    expect(out).not.toContain('\u001b');
    expect(out).toContain('\\u{1b}[2J\\u{202e}');
  });

  test('stopping is told as such', async () => {
    const stop = new AbortController();
    stop.abort();
    expect(await createCliStandIn().run(['search', 'x', '--json'], stop.signal)).toMatchObject({ status: 130, err: 'Stopped.\n', json: { error: { code: 'CANCELLED' } } });
  });
});

describe('ingest', () => {
  test('stores what it can, names what it cannot and why, and says so in its status', async () => {
    const cli = createCliStandIn();
    const { status, json, err } = await cli.run(['ingest', join(root, 'folder'), join(root, 'gone.pdf'), '--json', '--label', 'confidential', '--tag', 'pump', '--tag', 'new']);
    expect(status).toBe(1);
    expect(json).toMatchObject({
      documents: [{ filename: 'a.txt' }, { filename: 'z.txt' }],
      refused: [
        { filename: 'empty.txt', error: { code: 'FILE_EMPTY' } },
        { filename: 'gone.pdf', error: { code: 'FILE_UNREADABLE', message: 'There is no such file or folder.' } },
      ],
      skipped: [{ path: join(root, 'folder', '~$lock.docx') }],
      waited: false,
      error: { code: 'FILE_EMPTY', message: '2 files could not be taken in; each is named with its reason.' },
    });
    expect(err).toBe('2 files could not be taken in; each is named with its reason.\n');
    expect(cli.standIn.stored.map(({ filename, label, tags }) => [filename, label, tags])).toEqual([
      ['a.txt', 'confidential', ['pump', 'new']],
      ['z.txt', 'confidential', ['pump', 'new']],
    ]);
  });

  test('the one file that fails is the error', async () => {
    const { err, json } = await createCliStandIn().run(['ingest', join(root, 'gone.pdf'), '--json']);
    expect(json).toMatchObject({ error: { code: 'FILE_UNREADABLE', message: 'There is no such file or folder.' } });
    expect(err).toBe('There is no such file or folder.\n');
  });

  test('with every file stored it succeeds, and tells people when they are read', async () => {
    const { status, out } = await createCliStandIn().run(['ingest', join(root, 'folder', 'a.txt')]);
    expect(status).toBe(0);
    expect(out).toContain('1 file stored and queued.');
    expect(out).toContain('next time Millwright runs');
  });

  test('without a path and without --wait there is nothing to do', async () => {
    expect((await createCliStandIn().run(['ingest', '--json'])).json).toMatchObject({ error: { code: 'INVALID_INPUT' } });
  });
});

describe('serve and doctor', () => {
  test('serve prints its address and the link, and ends well when stopped', async () => {
    const stop = new AbortController();
    const running = createCliStandIn().run(['serve', '--port', '8080'], stop.signal);
    stop.abort();
    expect(await running).toMatchObject({ status: 0, out: expect.stringContaining('\nhttp://127.0.0.1:8080/#/link/once\n') });
  });

  test('doctor fails when something does not work, with the sentence about it', async () => {
    expect(await createCliStandIn().run(['doctor', '--json'])).toMatchObject({ status: 1, err: expect.stringContaining('put right'), json: { error: { code: 'INTERNAL' }, ok: false, checks: [{ name: 'disk', state: 'failed' }] } });
  });
});
