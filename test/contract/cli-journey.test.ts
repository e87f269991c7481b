import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type CommandLine, openCommandLine } from '#test/support/open-command-line.ts';
import { type MisbehavingSystem, startMisbehavingSystem } from '#test/tools/misbehaving-system.ts';

const CLI = join(import.meta.dirname, '../../src-main/hosts/cli.ts');
/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';
let root: string;
let data: string;
let key = '';
let appliance: ChildProcess | undefined;
let system: MisbehavingSystem;

beforeAll(async () => {
  system = await startMisbehavingSystem();
  root = await mkdtemp(join(tmpdir(), 'millwright-journey-'));
  data = join(root, 'data');
  await writeFile(join(root, 'pump.md'), '# Pump P-101\n\nPrime the pump through valve V-7 before start. The relief pressure is 6.5 bar.\n');
  await writeFile(join(root, 'boiler.txt'), 'The boiler is blown down once a shift.\n');
});
afterAll(async () => {
  appliance?.kill('SIGKILL');
  await commands?.close();
  await system.close();
  await rm(root, { recursive: true, force: true });
});

/** One command line as a process of its own. */
function millwright(...args: string[]): Promise<{ status: number; json: Record<string, unknown>; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args, '--data', data, '--json'], { cwd: root }, (error, stdout, err) => {
      const status = error ? Number(error.code) : 0;
      resolve({ status, json: stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>), err });
    });
  });
}

/** The same in this process, over a core that stays open. */
let commands: CommandLine;
const run = (...args: string[]) => commands.run(...args);

describe('the owner of a data directory, at the command line', () => {
  test('creates the plant, once', async () => {
    const created = await millwright('init', '--tenant', 'Journey plant', '--admin', 'anna');
    expect(created).toMatchObject({ status: 0, json: { tenant: { name: 'Journey plant' }, admin: { name: 'anna' }, password: expect.stringMatching(/^([a-z2-9]{4}-){4}[a-z2-9]{4}$/) } });
    expect(await millwright('init', '--tenant', 'Another', '--admin', 'bob')).toMatchObject({ status: 1, json: { error: { code: 'ALREADY_SET_UP' } } });
  });

  test('brings documents in and waits until they are read', async () => {
    const { status, json } = await millwright('ingest', join(root, 'pump.md'), join(root, 'boiler.txt'), '--wait');
    expect(json).toMatchObject({ documents: [{ filename: 'pump.md', status: 'ready' }, { filename: 'boiler.txt', status: 'ready' }], refused: [] });
    expect(status).toBe(0);
  });

  test('finds what was queued without waiting: the search reads it first', async () => {
    await writeFile(join(root, 'crane.txt'), 'The crane over bay 3 lifts at most 12.5 t.\n');
    expect(await millwright('ingest', join(root, 'crane.txt'))).toMatchObject({ status: 0, json: { waited: false } });
    expect((await millwright('search', 'how much does the crane over bay 3 lift', '--top', '1')).json).toMatchObject({ results: [{ document: { filename: 'crane.txt' } }] });
  });

  test('gets the shapes that scripts rely on', async () => {
    const documents = await millwright('documents');
    expect(documents.json).toMatchObject({
      documents: expect.arrayContaining([{ id: expect.any(String), filename: 'pump.md', status: 'ready', pages: null, chunks: 1, error: null, label: 'internal', warnings: [] }]),
    });
    commands = openCommandLine(data, [system.origin, NOWHERE]);
    const search = await run('search', 'relief pressure', '--top', '1');
    expect(search.json).toMatchObject({
      results: [{ document: expect.objectContaining({ id: expect.any(String), filename: 'pump.md', standing: 'in-force' }), page: null, section: expect.stringContaining('Pump P-101'), text: expect.stringContaining('6.5 bar'), score: expect.any(Number) }],
    });
    const ask = await run('ask', 'What is the relief pressure of pump P-101?');
    expect(ask.json).toMatchObject({
      answer: expect.stringContaining('6.5 bar'),
      mode: 'passages',
      citations: expect.arrayContaining([expect.objectContaining({ n: 1, document: expect.objectContaining({ id: expect.any(String), filename: 'pump.md' }), page: null, quote: expect.any(String) })]),
      usage: {},
    });
    expect((await run('audit', 'verify')).json).toMatchObject({ ok: true, firstBad: null });
    await commands.close();
  });

  test('learns what became of a file laid into the models folder', async () => {
    await writeFile(join(data, 'models', 'laid-in.gguf'), 'GGUF, or so it says');
    expect((await millwright('models', 'list')).json).toMatchObject({
      models: expect.arrayContaining([expect.objectContaining({ filename: 'laid-in.gguf', state: 'refused', kind: 'gguf', fits: 'no', roles: [], problem: expect.stringContaining('cut off') })]),
    });
    await rm(join(data, 'models', 'laid-in.gguf'));
  });

  test('makes a key for a program, shown once', async () => {
    const made = await run('apikey', 'create', '--user', 'anna', '--scopes', 'search:query,documents:read', '--expires', '90d', '--name', 'historian');
    expect(made).toMatchObject({ status: 0, json: { key: expect.stringMatching(/^mwk_[0-9a-f]{12}_[\w-]{43}$/), about: { state: 'active', scopes: ['search:query', 'documents:read'] } } });
    key = String(made.json['key']);
    expect(JSON.stringify((await run('apikey', 'list')).json)).not.toContain(key);
    expect(await run('apikey', 'create', '--user', 'anna', '--scopes', 'everything')).toMatchObject({ status: 1, json: { error: { code: 'INVALID_INPUT' } } });
  });

  test('holds a person, exports them, and erases them by their typed name', async () => {
    const before = process.cwd();
    process.chdir(root);
    onTestFinished(() => process.chdir(before));
    expect((await run('users', 'add', 'carl', '--email', 'carl@plant.example')).json).toMatchObject({ user: { email: 'carl@plant.example' } });
    expect((await run('users', 'set-email', 'carl', 'carl')).status).toBe(1);
    expect((await run('users', 'set-email', 'carl')).json).toMatchObject({ user: { email: null } });
    expect((await run('users', 'set-email', 'carl', 'c.holm@plant.example')).json).toMatchObject({ user: { email: 'c.holm@plant.example' } });
    expect((await run('ask', 'What is the relief pressure?', '--as', 'carl')).status).toBe(0);
    await run('privacy', 'hold', '--user', 'carl', '--reason', 'A claim is pending.');
    expect((await run('privacy', 'holds')).json).toMatchObject({ holds: [{ person: { name: 'carl' }, reason: 'A claim is pending.', released: null }] });
    expect(await run('privacy', 'erase', '--user', 'carl', '--confirm', 'carl')).toMatchObject({ status: 1, json: { error: { code: 'PERSON_HELD' } } });
    await run('privacy', 'release', '--user', 'carl', '--reason', 'The claim was settled.');
    const out = join(root, 'carl.zip');
    expect((await run('privacy', 'export', '--user', 'carl', '--out', out)).json).toMatchObject({ out, withheld: 0 });
    expect(Object.keys(unzipSync(await readFile(out)))).toEqual(expect.arrayContaining(['account.json', 'messages.json', 'documents.json', 'record.json']));
    expect((await run('privacy', 'export', '--user', 'carl')).json).toMatchObject({ out: join(await realpath(root), 'privacy-carl.zip') });
    expect(await run('privacy', 'export', '--user', 'carl')).toMatchObject({ status: 1, err: expect.stringContaining('is there already') });
    expect((await run('privacy', 'export', '--user', 'nobody')).status).toBe(1);
    expect(existsSync(join(root, 'privacy-nobody.zip'))).toBe(false);
    expect((await run('privacy', 'openings')).json).toMatchObject({ openings: [{ owner: { name: 'carl' }, conversationId: null }, { owner: { name: 'carl' }, conversationId: null }] });
    expect((await run('privacy', 'erase', '--user', 'carl')).json).toMatchObject({ dryRun: true, pseudonym: null, holdings: { auditRecords: expect.any(Number) } });
    expect(await run('privacy', 'erase', '--user', 'carl', '--confirm', 'Carl')).toMatchObject({ status: 1, json: { error: { code: 'NOT_CONFIRMED' } } });
    const { json } = await run('privacy', 'erase', '--user', 'carl', '--confirm', 'carl');
    expect(json).toMatchObject({ dryRun: false, pseudonym: expect.stringMatching(/^erased-[0-9a-f]{12}$/) });
    expect((await run('users', 'list')).json).toMatchObject({ users: expect.arrayContaining([expect.objectContaining({ name: json['pseudonym'], erased: true, active: false })]) });
    await commands.close();
  });

  test('serves the same plant, to whoever holds the link, while nobody else may open it', async () => {
    appliance = spawn(process.execPath, [CLI, 'serve', '--port', '0', '--data', data, '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    appliance.stdout?.on('data', (piece: Buffer) => (text += piece.toString()));
    while (!text.includes('\n')) await sleep(50);
    const { address, link } = JSON.parse(text) as { address: string; link: string };

    expect(await millwright('documents')).toMatchObject({ status: 1, json: { error: { code: 'DATA_DIRECTORY_IN_USE' } } });
    const post = (path: string, body: unknown, headers = {}) =>
      fetch(`${address}/v1${path}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
    const redeemed = (await (await post('/auth/redeem-link', { link: link.split('#/link/')[1] })).json()) as { token: string };
    const found = await post('/search', { query: 'relief pressure', top: 1 }, { authorization: `Bearer ${redeemed.token}` });
    expect(await found.json()).toMatchObject({ results: [{ document: { filename: 'pump.md' } }] });
    const byKey = { authorization: `Bearer ${key}` };
    expect((await (await post('/search', { query: 'relief pressure', top: 1 }, byKey)).json()) as object).toMatchObject({ results: [{ document: { filename: 'pump.md' } }] });
    expect((await post('/conversations', {}, byKey)).status).toBe(403);
    expect((await post('/search', { query: 'x' }, { authorization: `Bearer ${key}x` })).status).toBe(401);
    const bySession = { authorization: `Bearer ${redeemed.token}` };
    const { users } = (await (await fetch(`${address}/v1/users`, { headers: bySession })).json()) as { users: { id: string; name: string }[] };
    const exported = await (await post(`/privacy/people/${users.find(({ name }) => name === 'anna')?.id}/export`, {}, bySession)).text();
    const archive = await fetch(`${address}/v1/privacy/exports/${/"exportId":"([^"]+)"/.exec(exported)?.[1]}`, { headers: bySession });
    expect([archive.status, archive.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(Object.keys(unzipSync(new Uint8Array(await archive.arrayBuffer())))).toContain('account.json');
    const again = await post('/auth/redeem-link', { link: link.split('#/link/')[1] });
    expect([again.status, await again.json()]).toMatchObject([403, { error: { code: 'SETUP_LINK_INVALID' } }]);

    appliance.kill('SIGTERM');
    expect(await once(appliance, 'exit')).toEqual([0, null]);
  });

  test('creates another plant, acts in it as a person, suspends it and lets it work again', async () => {
    expect(await run('tenants', 'add', 'Other works', '--admin', 'bea')).toMatchObject({ status: 0, json: { tenant: { slug: 'other-works', active: true }, password: expect.any(String) } });
    expect(await run('documents')).toMatchObject({ status: 1, json: { error: { code: 'TENANT_NOT_FOUND' } } });
    expect((await run('documents', '--tenant', 'other-works', '--as', 'bea')).json).toMatchObject({ documents: [] });
    expect(await run('users', 'set-role', 'bea', 'viewer', '--tenant', 'other-works')).toMatchObject({ status: 1, json: { error: { code: 'LAST_ADMIN' } } });
    expect((await run('tenants', 'suspend', 'Other works', '--reason', 'no longer used')).json).toMatchObject({ tenant: { active: false } });
    expect(await run('documents', '--tenant', 'other-works')).toMatchObject({ status: 1, json: { error: { code: 'TENANT_NOT_FOUND', message: expect.stringContaining('"Other works" is suspended') } } });
    expect((await run('tenants', 'resume', 'other-works')).json).toMatchObject({ tenant: { active: true } });
    expect((await run('tenants', 'list')).json).toMatchObject({ tenants: [{ name: 'Journey plant' }, { name: 'Other works', active: true }] });
    expect((await run('tenants', 'suspend', 'Other works')).json).toMatchObject({ tenant: { suspended: { reason: 'suspended on the command line' } } });
    await run('tenants', 'resume', 'Other works');
  });

  test('acts as a person before or after any command on plants, as far as that person may', async () => {
    expect((await run('--tenant', 'journey-plant', '--as', 'anna', 'tenants', 'list')).json).toMatchObject({ tenants: [{ name: 'Journey plant' }, { name: 'Other works' }] });
    expect(await run('tenants', 'list', '--tenant', 'Other Works', '--as', 'bea')).toMatchObject({ status: 1, json: { error: { code: 'FORBIDDEN' } } });
    const add = await run('users', 'add', 'dora', '--tenant=other-works');
    expect(add.status).toBe(0);
    await run('users', 'disable', 'dora', '--tenant', 'other-works');
    expect(await run('documents', '--tenant', 'other-works', '--as', 'dora')).toMatchObject({ status: 1, json: { error: { message: expect.stringContaining('"dora" is disabled') } } });
  });

  test('words what language models are told, compares versions and goes back', async () => {
    const prompts = (...args: string[]) => run('--tenant', 'journey-plant', 'prompts', ...args);
    const file = join(root, 'refusal.txt');
    await writeFile(file, 'If the passages do not answer the question, name the shift lead.\n');
    expect(await prompts('save', file, '--kind', 'refusal')).toMatchObject({ status: 0, json: { version: 1, active: true, text: 'If the passages do not answer the question, name the shift lead.' } });
    expect((await prompts('list')).json).toMatchObject({ prompts: expect.arrayContaining([expect.objectContaining({ kind: 'refusal', active: 1, latest: 1 })]) });
    expect((await prompts('diff', 'refusal', '0')).json).toMatchObject({ before: 0, after: 1, lines: [{ same: false, before: expect.stringContaining('guess nothing'), after: expect.stringContaining('shift lead') }] });
    expect((await prompts('rollback', 'refusal')).json).toMatchObject({ version: 0, active: true });
    expect((await prompts('show', 'refusal', '1')).json).toMatchObject({ version: 1, active: false, versions: [{ version: 1 }, { version: 0, active: true }] });
    await writeFile(file, 'You serve {plan}.');
    expect(await prompts('save', file, '--kind', 'system')).toMatchObject({ status: 1, json: { error: { code: 'PROMPT_REFUSED', message: expect.stringContaining('{plan} is not known') } } });
    expect(await prompts('show', 'mood')).toMatchObject({ status: 2, json: { error: { code: 'INVALID_INPUT' } } });
  });

  test('sets agents up from files, asks one, and takes it away', async () => {
    const agents = (...args: string[]) => run('--tenant', 'journey-plant', 'agents', ...args);
    const file = join(root, 'agent.json');
    const shown = await agents('show', 'document-analyst');
    await writeFile(file, JSON.stringify({ ...(shown.json['definition'] as object), name: 'pump-analyst', title: 'Pump analyst', format: 'structured_json' }));
    expect(await agents('apply', file)).toMatchObject({ status: 0, json: { version: 1, origin: 'plant', definition: { name: 'pump-analyst' } } });
    expect((await agents('list')).json).toMatchObject({ agents: expect.arrayContaining([expect.objectContaining({ name: 'pump-analyst', version: 1, enabled: true }), expect.objectContaining({ name: 'research', origin: 'shipped' })]) });
    const asked = await run('--tenant', 'journey-plant', 'ask', 'What is the relief pressure of pump P-101?', '--agent', 'pump-analyst');
    // Without a language model an agent looks nothing up, and the documents answer.
    expect(asked.json).toMatchObject({ agent: 'pump-analyst', mode: 'passages', answer: expect.stringContaining('6.5 bar'), output: { format: 'summary_text', hints: { type: 'text' }, data: null }, steps: [{ tool: 'rag_search', arguments: { query: expect.any(String) }, status: 'ok', ms: expect.any(Number) }] });
    expect(await run('--tenant', 'journey-plant', 'ask', 'x', '--agent', 'nobody')).toMatchObject({ status: 1, json: { error: { code: 'AGENT_NOT_FOUND' } } });
    await writeFile(file, '{"name": "Bad Name"}');
    expect(await agents('apply', file)).toMatchObject({ status: 1, json: { error: { code: 'INVALID_INPUT', message: expect.stringContaining('name: A name has') } } });
    expect((await agents('remove', 'pump-analyst')).json).toEqual({ removed: true });
    expect(await agents('show', 'pump-analyst')).toMatchObject({ status: 1, json: { error: { code: 'AGENT_NOT_FOUND' } } });
    expect((await agents('show', 'shipment-lookup')).json).toMatchObject({ origin: 'template', definition: { tools: ['get_shipment', 'list_shipments'] } });
  });

  test('sets how approvers are told from a file, with the secret from the environment, and says where that does not get through', async () => {
    const as = ['--tenant', 'Journey plant'];
    const file = join(root, 'notices.json');
    await writeFile(file, JSON.stringify({ webhook: { url: `${NOWHERE}/hook` } }));
    expect(await run('notices', 'apply', file, ...as)).toMatchObject({ status: 1, json: { error: { code: 'NOTICES_REFUSED' } } });
    commands.env['MILLWRIGHT_NOTICE_SECRET'] = 'a secret of the journey';
    expect(await run('notices', 'apply', file, ...as)).toMatchObject({ status: 0, json: { version: 1, webhook: { url: `${NOWHERE}/hook`, hasSecret: true, reachable: true }, email: null } });
    const tried = await run('notices', 'test', 'webhook', ...as);
    expect(tried).toMatchObject({ status: 1, json: { state: 'dead', sentence: 'The receiver does not answer, or broke off.' } });
    expect(await run('notices', 'list', ...as)).toMatchObject({ json: { deliveries: [{ id: tried.json['id'], kind: 'test', attempts: 1 }] } });
    expect(await run('notices', 'retry', String(tried.json['id']), ...as)).toMatchObject({ status: 0, json: { trying: true } });
    expect(await run('notices', 'test', 'pigeon', ...as)).toMatchObject({ status: 2 });
    await writeFile(file, '{}');
    expect((await run('notices', 'apply', file, ...as)).json).toMatchObject({ version: 2, webhook: null });
    const { out } = await commands.say('notices', 'show', ...as);
    expect(out).toContain('No webhook is told.');
    expect((await commands.say('approvals', 'list', ...as)).out).toBe('Nothing waits.\n');
  });

  test('sets up a tool from a file, tries it as somebody, and removes it', async () => {
    const as = ['--tenant', 'Journey plant'];
    const file = join(root, 'pumps.json');
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'millwright-pumps-')));
    const database = new DatabaseSync(join(folder, 'pumps.db'));
    database.prepare('CREATE TABLE pumps (tag TEXT, bar REAL)').run();
    database.prepare("INSERT INTO pumps VALUES ('P-101', 6.5)").run();
    database.close();
    const input = { type: 'object', properties: { tag: { type: 'string' } }, required: ['tag'] };
    const config = { source: { engine: 'sqlite', file: join(folder, 'pumps.db') }, statement: 'SELECT bar FROM pumps WHERE tag = :tag' };
    await writeFile(file, JSON.stringify({ name: 'pump_pressure', kind: 'sql', description: 'Pressure of a pump.', input, config }));
    expect(await run('tools', 'apply', file, ...as)).toMatchObject({ status: 0, json: { version: 1, problem: null } });
    expect(await run('tools', 'test', 'pump_pressure', '--args', '{"tag":"P-101"}', ...as)).toMatchObject({ status: 0, json: { status: 'ok', output: { rows: [{ bar: 6.5 }] } } });
    const current = { tool: 'pump_pressure', arguments: { tag: { from: 'tag' } }, fields: { bar: '$.rows[0].bar' } };
    const bar = { ...input, properties: { ...input.properties, bar: { type: 'number' } } };
    await writeFile(file, JSON.stringify({ name: 'set_pressure', kind: 'http', description: 'Sets it.', input: bar, writes: true, current, config: { method: 'POST', url: `${system.origin}/kept` } }));
    expect(await run('tools', 'apply', file, ...as)).toMatchObject({ status: 0 });
    const { json: waiting } = await run('tools', 'test', 'set_pressure', '--args', '{"tag":"P-101","bar":7}', ...as);
    const approval = String(waiting['approval']);
    const comparison = { problem: null, moved: false, fields: [{ name: 'bar', change: 'changed', now: 6.5, wanted: 7 }], seen: expect.any(String) as string };
    expect(await run('approvals', 'list', ...as)).toMatchObject({ json: { approvals: [{ id: approval, comparison }] } });
    const shown = await run('approvals', 'show', approval, ...as);
    expect(shown).toMatchObject({ status: 0, json: { approval: { id: approval, comparison } } });
    expect(await run('approvals', 'approve', approval, ...as)).toMatchObject({ status: 1, json: { error: { code: 'APPROVAL_STALE' } } });
    const { seen } = (shown.json['approval'] as { comparison: { seen: string } }).comparison;
    expect(await run('approvals', 'approve', approval, '--seen', seen, ...as)).toMatchObject({ status: 0, json: { approval: { state: 'done' } } });
    expect(system.kept.get('P-101')).toEqual({ tag: 'P-101', bar: 7 });
    expect(await run('tools', 'test', 'pump_pressure', '--args', '{"tag":7}', ...as)).toMatchObject({ status: 1, json: { status: 'refused' } });
    expect(await run('tools', 'test', 'pump_pressure', '--args', 'P-101', ...as)).toMatchObject({ status: 1, json: { error: { code: 'INVALID_INPUT' } } });
    await writeFile(file, JSON.stringify({ name: 'pump_flow', kind: 'sql', description: 'Flow of a pump.', input, config: { ...config, statement: 'SELECT flow FROM pumps WHERE tag = :tag' } }));
    await run('tools', 'apply', file, ...as);
    expect(await run('tools', 'test', 'pump_flow', '--args', '{"tag":"P-101"}', ...as)).toMatchObject({ status: 1, json: { sentence: 'The database refused the statement.', said: 'no such column: flow' } });
    await writeFile(file, JSON.stringify({ name: 'pump_pressure', kind: 'sql', description: '', input, config }));
    expect(await run('tools', 'apply', file, ...as)).toMatchObject({ status: 1, json: { error: { message: expect.stringContaining('description') as string } } });
    const { json } = await run('tools', 'list', ...as);
    expect((json['tools'] as { definition: { name: string } }[]).map(({ definition }) => definition.name)).toEqual(expect.arrayContaining(['calculator', 'pump_pressure']));
    expect(await run('tools', 'remove', 'pump_pressure', ...as)).toMatchObject({ status: 0, json: { removed: true } });
    expect(await run('tools', 'test', 'pump_pressure', ...as)).toMatchObject({ status: 1, json: { sentence: 'There is no such tool for you.' } });
    await rm(folder, { recursive: true });
  });

  test('is told that an installation of several plants is in order, and of one plant as one of its people', async () => {
    await commands.close();
    const checks = async (...args: string[]) => ((await millwright('doctor', ...args)).json as { ok: boolean; checks: { name: string; state: string }[] }) ?? {};
    const all = await checks();
    expect(all.checks.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(all).toMatchObject({ ok: true, checks: expect.arrayContaining([expect.objectContaining({ name: 'database', state: 'ok' })]) });
    expect(all.checks.map(({ name }) => name)).toEqual([...new Set(all.checks.map(({ name }) => name))]);
    expect(await checks('--tenant', 'other-works', '--as', 'bea')).toMatchObject({ ok: true });
  });
});
