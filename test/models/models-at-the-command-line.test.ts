import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { makeBertGguf } from '#test/support/gguf/make-bert-gguf.ts';
import { makeEmbeddingModel } from '#test/support/onnx/make-embedding-model.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { sha256Of } from '#test/support/model-bench.ts';
import { type CommandLine, type CommandRun, openCommandLine } from '#test/support/open-command-line.ts';

let root: string;
let data: string;
let scripted: string;
let commands: CommandLine;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'millwright-model-cli-'));
  data = await freshDataDirectory();
  scripted = join(root, 'plant-model.gguf');
  makeScriptedGguf(scripted, { answer: ['The relief pressure', ' is', ' 6.5 bar', ' [1]', '.'] });
  await writeFile(join(root, 'pump.md'), '# Pump P-101\n\nThe relief pressure is 6.5 bar.\n');
  commands = openCommandLine(data, ['http://127.0.0.1:9']);
  await millwright('init', '--tenant', 'North', '--admin', 'anna');
  await millwright('ingest', join(root, 'pump.md'), '--wait');
});
afterAll(async () => {
  await commands.close();
  for (const folder of [root, data]) await rm(folder, { recursive: true, force: true });
});

interface Listed {
  id: string;
  kind: string;
  roles: string[];
}

type Run = CommandRun & { json: { models?: Listed[]; error?: { code: string; message: string } } };

const millwright = (...args: string[]): Promise<Run> => commands.run(...args);

describe('models at the command line', () => {
  test('an imported model is listed with the fields that scripts rely on', async () => {
    expect(await millwright('models', 'import', scripted)).toMatchObject({ status: 0 });
    const { json } = await millwright('models', 'list');
    expect(json.models).toContainEqual(
      expect.objectContaining({ id: expect.any(String), name: 'scripted', kind: 'gguf', roles: ['fast'], sizeBytes: expect.any(Number), sha256: sha256Of(scripted), fits: 'yes', state: 'ready' }),
    );
    expect(json.models).toContainEqual(expect.objectContaining({ kind: 'onnx', roles: ['embed'], fits: 'yes', state: 'ready' }));
  });

  test('the catalogue says of every recommended model whether it fits this machine', async () => {
    const { status, json } = await millwright('models', 'catalogue', '--context', '4096');
    expect(status).toBe(0);
    expect(json).toMatchObject({ contextTokens: 4096, machine: { ramBytes: expect.any(Number), device: expect.any(String) } });
    expect(json.models).toContainEqual(expect.objectContaining({ id: 'millwright-embed-small', installed: expect.any(String), fit: expect.objectContaining({ verdict: 'yes' }) }));
    expect(json.models?.length).toBeGreaterThan(8);
  });

  test('a role is given by name and cleared with "none", and the model of a role answers', async () => {
    const assigned = await millwright('models', 'assign', 'heavy', 'scripted');
    expect(assigned.json.models?.find(({ kind }) => kind === 'gguf')?.roles).toEqual(['fast', 'heavy']);
    const asked = await millwright('ask', 'What is the relief pressure of pump P-101?', '--model', 'heavy');
    expect(asked).toMatchObject({ status: 0, json: { mode: 'generated', model: 'scripted', answer: 'The relief pressure is 6.5 bar [1].' } });
    const cleared = await millwright('models', 'assign', 'heavy', 'none');
    expect(cleared.json.models?.find(({ kind }) => kind === 'gguf')?.roles).toEqual(['fast']);
  });

  test('is measured by reading, writing and the first word, with what was measured before', async () => {
    const first = await millwright('models', 'bench', 'scripted');
    expect(first).toMatchObject({ status: 0, json: { name: 'scripted', device: 'CPU', prefillPerSecond: expect.any(Number), decodePerSecond: expect.any(Number), firstTokenMs: expect.any(Number), history: [expect.any(Object)] } });
    expect(Number(first.json['promptTokens'])).toBeGreaterThan(200);
    expect(Number(first.json['decodePerSecond'])).toBeGreaterThan(0);
    expect((await millwright('models', 'bench', 'scripted')).json['history']).toHaveLength(2);
    expect(await millwright('models', 'bench', 'millwright-embed-small')).toMatchObject({ status: 1, json: { error: { code: 'MODEL_INVALID', message: expect.stringContaining('does not write') } } });
  });

  test('two are compared on an evaluation set, side by side', async () => {
    const [other, questions] = [join(root, 'other.gguf'), join(root, 'questions.jsonl')];
    makeScriptedGguf(other, { name: 'other', answer: ['Ask', ' somebody', ' else', '.'] });
    await millwright('models', 'import', other);
    await millwright('models', 'assign', 'fast', 'scripted');
    await writeFile(questions, '{"id":1,"question":"What is the relief pressure of pump P-101?","file":"pump.md","corrected":"The relief pressure is 6.5 bar."}\n');
    expect(await millwright('evaluate', 'keep', 'pumps', questions, '--label', 'public')).toMatchObject({ status: 0, json: { name: 'pumps', questions: 1, placed: 1, corrected: 1 } });
    const compared = await millwright('evaluate', 'run', 'pumps', '--model', 'fast', '--against', 'other');
    expect(compared).toMatchObject({
      status: 0,
      json: {
        state: 'done', done: 2, total: 2,
        model: { name: 'scripted', totals: { asked: 1, cited: 1, overlap: 1, completionTokens: expect.any(Number) } }, against: { name: 'other', totals: { cited: 0, overlap: 0 } },
        questions: [{ model: { content: 'The relief pressure is 6.5 bar [1].', cited: true }, against: { content: 'Ask somebody else.', cited: false } }],
      },
    });
    const { id } = compared.json as { id?: string };
    expect((await millwright('evaluate', 'show', id ?? '')).json).toEqual(compared.json);
    expect((await millwright('evaluate', 'list')).json).toMatchObject({ comparisons: [{ id, set: { name: 'pumps' } }] });
    expect(await millwright('evaluate', 'run', 'valves', '--model', 'fast', '--against', 'other')).toMatchObject({ status: 1, json: { error: { code: 'EVALUATION_SET_NOT_FOUND' } } });
    expect(await millwright('evaluate', 'drop', 'pumps')).toMatchObject({ status: 0, json: { removed: true } });
    await millwright('models', 'assign', 'heavy', 'other');
    const said = await commands.say('ask', 'What is the relief pressure of pump P-101, exactly?', '--model', 'heavy');
    expect(said.out).toContain('Ask somebody else.');
    expect(said.err).toContain('other answers, because you asked to think harder.');
    await millwright('models', 'remove', 'other');
  });

  test('one on another machine is listed among them', async () => {
    await millwright('models', 'add-remote', 'Plant server', '--url', 'http://127.0.0.1:9/v1', '--model', 'big', '--label', 'internal');
    await millwright('models', 'assign', 'heavy', 'Plant server');
    const { json } = await millwright('models', 'list');
    expect(json.models).toContainEqual(expect.objectContaining({ id: expect.any(String), name: 'Plant server', kind: 'remote', roles: ['heavy'], sizeBytes: null, sha256: null, fits: 'yes', state: 'ready' }));
    expect((await millwright('models', 'fallbacks', 'heavy', 'scripted')).json).toMatchObject({ fallbacks: { fast: null, heavy: [expect.any(String)] } });
    expect((await commands.say('models', 'fallbacks', 'heavy')).out).toBe('Where the heavy model does not answer: scripted.\n');
    expect((await commands.say('models', 'fallbacks', 'heavy', 'none')).out).toBe('Where the heavy model does not answer: nobody.\n');
    expect((await commands.say('models', 'fallbacks', 'heavy', 'usual')).out).toBe('Where the heavy model does not answer: the model of the other role.\n');
    expect(await millwright('models', 'fallbacks', 'embed', 'scripted')).toMatchObject({ json: { error: { code: 'INVALID_INPUT' } } });
    expect(await millwright('models', 'remove-remote', 'Plant server')).toMatchObject({ status: 0 });
  });

  test('measures of their use are kept for as long as the plant says', async () => {
    expect((await millwright('usage', 'retention', '400')).json).toMatchObject({ days: 400, generations: 0, violations: 0 });
    expect(await millwright('usage', 'prune')).toMatchObject({ status: 0, json: { removed: 0 } });
    expect((await millwright('usage', 'retention', 'off')).json).toMatchObject({ days: null });
    expect(await millwright('usage', 'prune')).toMatchObject({ status: 1, json: { error: { code: 'RETENTION_OFF' } } });
  });

  test('what is remembered of people has the limits that the owner sets', async () => {
    expect((await millwright('memory', 'limits')).json).toMatchObject({ limits: { episodes: 100, kept: 200, days: 30 }, people: 0 });
    expect((await millwright('memory', 'limits', '--tasks', '0', '--days', '7')).json).toMatchObject({ limits: { episodes: 0, kept: 200, days: 7 }, goes: 0, full: 0 });
    expect(await millwright('memory', 'limits', '--tasks', 'many')).toMatchObject({ status: 2 });
  });

  test('a kept answer is run again and compared, in words or as JSON', async () => {
    const { id } = (await commands.call('conversations.create', {}, 'anna')) as { id: string };
    const { message } = (await commands.events('conversations.chat', { id, message: 'What is the relief pressure of pump P-101?' }, 'anna')).at(-1) as { message: { id: string } };
    expect(await millwright('answers', 'replay', message.id, '--as', 'anna')).toMatchObject({ status: 0, json: { identical: true, compared: { equal: 5, first: null }, changes: [], doubts: [], computed: { before: { alone: false, takenOver: 0 }, now: { alone: true } }, unexplained: false } });
    expect(await commands.say('answers', 'replay', message.id, '--as', 'anna')).toMatchObject({ status: 0, out: expect.stringMatching(/^scripted wrote the same again \(\d+ tokens\)\.\n$/) });
    const other = join(root, 'other-end.gguf');
    makeScriptedGguf(other, { name: 'other end', answer: ['The relief pressure', ' is', ' 7.5 bar', ' [1]', '.'] });
    await millwright('models', 'import', other);
    await millwright('models', 'remove', 'scripted');
    const { out } = await commands.say('answers', 'replay', message.id, '--as', 'anna');
    expect(out.split('\n')).toEqual([
      'other end wrote something else from token 3 on; 2 tokens are the same.', '  then: token " 6.5 bar"', '  now:  token " 7.5 bar"', '  then: 6.5 bar [1].', '  now:  7.5 bar [1].', 'Another model answered: scripted -> other end.', '',
    ]);
    expect(await millwright('answers', 'replay', id, '--as', 'anna')).toMatchObject({ status: 1, json: { error: { code: 'MESSAGE_NOT_FOUND' } } });
    await millwright('models', 'import', scripted);
    await millwright('models', 'remove', 'other end');
  });

  test('rules for what models write are set, tried and taken back, and what they found is listed', async () => {
    const source = join(root, 'pump.md');
    expect(await millwright('guardrails', 'set', '--support', 'share', '--least-share', '60', '--block', 'blue bird', '--pattern', 'K-\\d+', '--action', 'refuse')).toMatchObject({
      status: 0, json: { support: 'share', leastShare: 60, blocklist: [{ kind: 'words', text: 'blue bird', action: 'refuse' }, { kind: 'pattern', text: 'K-\\d+', action: 'refuse' }] },
    });
    expect(await millwright('guardrails', 'set', '--pattern', '(')).toMatchObject({ status: 1, json: { error: { code: 'INVALID_INPUT', message: expect.stringContaining('Rule 3') } } });
    expect(await millwright('guardrails', 'set', '--unblock', 'red bird')).toMatchObject({ status: 1, json: { error: { message: '"red bird" is not blocked. "millwright guardrails show" lists what is.' } } });
    expect(await millwright('guardrails', 'set', '--unblock', 'blue bird', '--block', 'Zirkon')).toMatchObject({ json: { support: 'share', blocklist: [{ text: 'K-\\d+', action: 'refuse' }, { text: 'Zirkon', action: 'mask' }] } });
    expect((await commands.say('guardrails', 'show')).out).toMatch(/^Answers with too few supported sentences are refused\. At least 60 % have to be\.\n.*pattern.*K-\\d\+.*\n.*words.*Zirkon/);
    expect(await millwright('guardrails', 'try', 'The relief pressure is 6.5 bar [1]. It is made of Zirkon 5 [1].', '--source', source)).toMatchObject({
      status: 0, json: { refusal: expect.stringContaining('not supported'), verdict: { action: 'refused', facts: 2, supported: 1 }, marks: expect.arrayContaining([expect.objectContaining({ why: 'blocked', rule: 1 })]), faults: [] },
    });
    expect((await commands.say('guardrails', 'try', 'Zirkon is used.')).out).toBe('█████ is used.\nSupport was not checked: name a text with --source.\nFound: blocked, 1.\n');
    expect(await millwright('guardrails', 'try', 'x', '--source', join(root, 'nowhere.txt'))).toMatchObject({ status: 1, json: { error: { code: 'FILE_UNREADABLE' } } });
    await millwright('guardrails', 'set', '--support', 'mark', '--unblock', 'K-\\d+', '--unblock', 'Zirkon', '--block', '6.5 bar');
    expect(await millwright('ask', 'What is the relief pressure of pump P-101?')).toMatchObject({ status: 0, json: { answer: 'The relief pressure is █████ [1].' } });
    expect(await millwright('guardrails', 'violations', '--kind', 'blocked')).toMatchObject({ status: 0, json: { counts: { masked: 1 }, violations: [{ model: 'scripted', action: 'masked', found: expect.arrayContaining([{ kind: 'blocked', count: 1 }]) }] } });
    expect((await commands.say('guardrails', 'violations')).out).toMatch(/^0 refused, 1 covered in part, 0 marked\.\n.*scripted.*blocked 1.*masked/);
    expect(await millwright('guardrails', 'violations', '--kind', 'schema')).toMatchObject({ json: { violations: [] } });
    await millwright('guardrails', 'set', '--unblock', '6.5 bar');
  });

  test('the wording they are given is kept in versions, compared, and rolled back', async () => {
    const file = join(root, 'refusal.txt');
    await writeFile(file, 'Say so where the passages do not tell.\nDo not guess.\n');
    expect(await millwright('prompts', 'save', file, '--kind', 'refusal')).toMatchObject({ status: 0, json: { kind: 'refusal', language: 'any', version: 1, active: true, text: 'Say so where the passages do not tell.\nDo not guess.' } });
    expect((await millwright('prompts', 'list')).json).toMatchObject({ prompts: expect.arrayContaining([expect.objectContaining({ kind: 'refusal', language: 'any', active: 1, latest: 1 })]) });
    expect(await millwright('prompts', 'show', 'refusal')).toMatchObject({ json: { version: 1, versions: [{ version: 1, active: true }, { version: 0, active: false, by: null }] } });
    await writeFile(file, 'Say so where the passages do not tell.\nNever guess.\n');
    expect((await commands.say('prompts', 'save', file, '--kind', 'refusal')).out).toBe('answer refusal: version 2 is used from the next question on.\n');
    expect((await commands.say('prompts', 'diff', 'refusal', '1')).out).toBe('version 1 -> version 2\n  Say so where the passages do not tell.\n- Do not guess.\n+ Never guess.\n1 line changed.\n');
    expect((await commands.say('prompts', 'rollback', 'refusal')).out).toBe('answer refusal: built-in is used from the next question on.\n');
    expect((await millwright('prompts', 'show', 'refusal', '2')).json).toMatchObject({ version: 2, active: false, text: expect.stringContaining('Never guess.') });
    expect(await millwright('prompts', 'rollback', 'refusal', '9')).toMatchObject({ status: 1, json: { error: { code: 'PROMPT_NOT_FOUND' } } });
    expect(await millwright('prompts', 'show', 'poetry')).toMatchObject({ status: 2, json: { error: { code: 'INVALID_INPUT' } } });
    expect(await millwright('prompts', 'save', join(root, 'nowhere.txt'), '--kind', 'refusal')).toMatchObject({ status: 1, json: { error: { code: 'FILE_UNREADABLE' } } });
  });

  test('what is not there or not possible is refused with a sentence', async () => {
    expect(await millwright('models', 'assign', 'janitor', 'scripted')).toMatchObject({ status: 1, json: { error: { code: 'INVALID_INPUT', message: '"janitor" is no role. Roles are: fast, heavy, embed, rerank.' } } });
    expect(await millwright('models', 'remove', 'nothing')).toMatchObject({ status: 1, json: { error: { code: 'MODEL_NOT_FOUND' } } });
  });

  test('one model is verified, and removed with its file', async () => {
    const verified = await millwright('models', 'verify', 'plant-model.gguf');
    expect(verified).toMatchObject({ status: 0, json: { ok: true, models: [{ name: 'scripted', ok: true }] } });
    expect(await millwright('models', 'remove', 'plant-model.gguf')).toMatchObject({ status: 0, json: { removed: true } });
    expect((await readdir(join(data, 'models'))).filter((name) => name.endsWith('.gguf'))).toEqual([]);
    expect((await millwright('models', 'list')).json.models?.some(({ kind }) => kind === 'gguf')).toBe(false);
  });
});

describe('another embedding model', () => {
  interface Change {
    serving: { name: string } | null;
    next: { name: string; done: number; total: number; problem: string | null } | null;
  }
  const change = async (): Promise<Change> => (await millwright('models', 'embedding')).json as unknown as Change;
  const embedder = async (): Promise<string | undefined> => {
    const models = (await millwright('models', 'list')).json.models as (Listed & { name: string })[] | undefined;
    return models?.find(({ roles }) => roles.includes('embed'))?.name;
  };
  async function expectFound(): Promise<void> {
    const found = await millwright('search', 'relief pressure of pump P-101');
    expect(found).toMatchObject({ status: 0, json: { mode: 'hybrid', results: [{ document: { filename: 'pump.md' } }, ...Array.from({ length: 7 }, () => expect.any(Object) as object)] } });
  }

  beforeAll(async () => {
    const folder = join(root, 'manuals');
    await mkdir(folder);
    for (let n = 0; n < 30; n += 1) await writeFile(join(folder, `manual-${n}.md`), `# Unit ${n}\n\nThe conveyor ${n} of the plant is greased every ${n + 2} weeks by the crew.\n`);
    await millwright('ingest', folder, '--wait');
    for (const [seed, name] of ['blue-embed', 'green-embed'].entries()) makeEmbeddingModel(join(root, name), { seed: seed + 1 });
  });

  test('comes in, and serves at once when all passages have its vectors', async () => {
    expect(await millwright('models', 'import', join(root, 'blue-embed'))).toMatchObject({ status: 0, json: { model: { name: 'blue-embed', kind: 'onnx', roles: [], state: 'ready' } } });
    await expectFound();
    expect(await embedder()).toBe('millwright-embed-small');
    expect(await millwright('models', 'assign', 'embed', 'blue-embed')).toMatchObject({ status: 0, json: { embedding: { serving: { name: 'blue-embed' }, reason: null, next: null } } });
    expect(await embedder()).toBe('blue-embed');
    await expectFound();
    expect(await millwright('models', 'remove', 'blue-embed')).toMatchObject({ status: 1, json: { error: { code: 'FORBIDDEN', message: 'Documents are searched by blue-embed. Choose another embedding model first, and wait until it serves.' } } });
  });

  test('that is damaged does not come in, and one whose file is damaged later is refused while the old one serves', async () => {
    const damaged = makeEmbeddingModel(join(root, 'damaged-embed'));
    await writeFile(join(damaged, 'onnx', 'model.onnx'), 'no model');
    expect(await millwright('models', 'import', damaged)).toMatchObject({ status: 1, json: { error: { code: 'MODEL_INVALID', message: 'The embedding model damaged-embed cannot be loaded: its files are damaged.' } } });
    expect(await millwright('models', 'import', join(root, 'green-embed'))).toMatchObject({ status: 0 });
    const weights = join(data, 'models', 'green-embed', 'onnx', 'model.onnx');
    const whole = await readFile(weights);
    await writeFile(weights, 'no model');
    expect(await millwright('models', 'assign', 'embed', 'green-embed')).toMatchObject({ status: 1, json: { error: { code: 'MODEL_INVALID' } } });
    expect(await change()).toMatchObject({ serving: { name: 'blue-embed' }, next: null });
    await expectFound();
    await writeFile(weights, whole);
    await millwright('models', 'remove', 'green-embed');
  });

  test('that serves and is damaged is said to be, and serves again when it is whole and chosen', async () => {
    const weights = join(data, 'models', 'blue-embed', 'onnx', 'model.onnx');
    const whole = await readFile(weights);
    await commands.close();
    await writeFile(weights, whole.map((byte, at) => (at < 200 ? 0 : byte)));
    const found = (await millwright('search', 'relief pressure of pump P-101')).json as { mode: string; results: { document: { filename: string } }[] };
    expect([found.mode, found.results[0]?.document.filename]).toEqual(['keyword', 'pump.md']);
    expect(await change()).toMatchObject({ serving: { name: 'blue-embed' }, next: null, reason: 'The weights of blue-embed have changed since it was installed. Remove it and install it again. Search works by keyword only.' });
    await writeFile(weights, whole);
    expect(await millwright('models', 'assign', 'embed', 'blue-embed')).toMatchObject({ status: 0, json: { embedding: { reason: null, next: null } } });
    await expectFound();
  });

  test('and a reranker may be GGUF files too', async () => {
    const [vectors, judge] = [join(root, 'tiny-bert.gguf'), join(root, 'tiny-judge.gguf')];
    makeBertGguf(vectors, { pooling: 'mean' });
    makeBertGguf(judge, { pooling: 'rank', name: 'tiny-judge' });
    for (const file of [vectors, judge]) expect(await millwright('models', 'import', file)).toMatchObject({ status: 0 });
    expect(await millwright('models', 'assign', 'embed', 'tiny-bert')).toMatchObject({ status: 0, json: { embedding: { serving: { name: 'tiny-bert' }, next: null } } });
    // It knows few words: what counts is that its vectors take part.
    const found = (await millwright('search', 'relief pressure of pump P-101')).json as { mode: string; results: { document: { filename: string }; scores: { vector: number | null } }[] };
    expect(found.mode).toBe('hybrid');
    expect(found.results.find(({ document }) => document.filename === 'pump.md')?.scores.vector).toBeGreaterThan(0);
    const assigned = await millwright('models', 'assign', 'rerank', 'tiny-judge');
    expect((assigned.json.models as (Listed & { name: string })[]).find(({ name }) => name === 'tiny-judge')?.roles).toEqual(['rerank']);
    const judged = await millwright('search', 'relief pressure of pump P-101');
    expect(judged).toMatchObject({ status: 0, json: { reranking: { model: 'tiny-judge', reason: null } } });
    expect(await millwright('models', 'assign', 'fast', 'tiny-bert')).toMatchObject({ status: 1, json: { error: { code: 'MODEL_INVALID', message: 'tiny-bert makes search vectors and cannot write answers.' } } });
    await millwright('models', 'assign', 'rerank', 'none');
    await millwright('models', 'assign', 'embed', 'blue-embed');
    for (const name of ['tiny-bert', 'tiny-judge']) expect(await millwright('models', 'remove', name)).toMatchObject({ status: 0 });
  });

  test('is gone on with after kill -9, and search finds everything at the next start', async () => {
    await millwright('models', 'import', join(root, 'green-embed'));
    await commands.close();
    const reached = await changeUntil(10);
    expect(['blue-embed', 'green-embed']).toContain((await change()).serving?.name);
    await expectFound();
    // Given up by hand and begun again: what serves stays the same meanwhile.
    await millwright('models', 'assign', 'embed', 'none');
    expect((await change()).next).toBeNull();
    await expectFound();
    await millwright('models', 'assign', 'embed', 'green-embed', '--background');
    expect(reached > 0 && reached < 31, 'the kill came in the middle of work').toBe(true);
    await millwright('models', 'embedding', '--wait');
    expect(await change()).toMatchObject({ serving: { name: 'green-embed' }, next: null });
    await expectFound();
  });

  /** Runs a core of its own until so many passages have new vectors, then kill -9. Gives how many had. */
  async function changeUntil(killAt: number): Promise<number> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'change-embedder-child.ts'), data, 'green-embed'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    let done = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const { next } = JSON.parse(line) as Change;
      if (next !== null) done = next.done;
      if (next === null || done >= killAt) child.kill('SIGKILL');
    }
    await exited;
    return done;
  }
});
