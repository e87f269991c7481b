import { createReadStream } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { answers, Replay } from '#shared/contract/answers.ts';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { EventOf, ResultOf } from '#shared/contract/define-operations.ts';
import type { guardrails, GuardrailSettings } from '#shared/contract/guardrails.ts';
import type { usage } from '#shared/contract/usage.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { createRuleTryer } from '#adapters/rule-tryer/create-rule-tryer.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { sql } from '#core/ports/sql.ts';
import { findProgramFiles } from '#hosts/program-files.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { makeTinyGguf } from '#test/support/gguf/make-tiny-gguf.ts';
import { sha256Of } from '#test/support/model-bench.ts';
import { addPerson, collect, inDatabase, openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

const QUESTION = 'At which pressure does the relief valve V-101 open?';
const MIXED = ['The relief valve', ' V-101', ' opens', ' at', ' 12 bar', ' [1]', '.', ' Then fetch', ' blue', 'bird grease', ' from', ' the green cupboard', ' upstairs.'];
const SUPPORTED = 'The relief valve V-101 opens at 12 bar [1].';
/** Steps that fit the grammar of a plan, and not its sense: the only one waits for itself. */
const IN_A_CIRCLE = JSON.stringify({ steps: [{ title: 'Look', instruction: 'Look it up.', agent: 'documents', expected: '', after: [1] }] });
/** Wide enough that it keeps to its text also where variety is asked for. */
const SCRIPT = { name: 'mixed', answer: MIXED, otherwise: [IN_A_CIRCLE], width: 512 };
const STANDARD: GuardrailSettings = { support: 'mark', leastShare: 80, blocklist: [] };
let plant: TestCore;
let admin: Credential;
let bo: Credential;
let folder: string;
const system = createSystemClock();
/** How far back the clock of the plant stands. */
let daysAgo = 0;

beforeAll(async () => {
  plant = await openTestCore(undefined, { clock: { ...system, now: () => new Date(system.now().getTime() - daysAgo * 86_400_000) } });
  admin = await setUpPlant(plant);
  ({ credential: bo } = await addPerson(plant, admin, 'Bo', 'user'));
  folder = await mkdtemp(join(tmpdir(), 'millwright-gguf-'));
  makeScriptedGguf(join(folder, 'mixed.gguf'), SCRIPT);
  await collect(await plant.events('models.import', { filename: 'mixed.gguf', content: { stream: createReadStream(join(folder, 'mixed.gguf')) } }, admin));
  await plant.call('documents.upload', { filename: 'V-101.md', content: streamOf('# Relief valve V-101\n\nThe relief valve V-101 opens at 12 bar.\n') }, admin);
  await plant.core.ingestionIdle();
});
afterAll(async () => {
  await plant.close();
  await rm(folder, { recursive: true, force: true });
});

interface Asked {
  events: ChatEvent[];
  /** What was streamed, joined. */
  streamed: string;
  answer: Message;
  conversation: string;
}

async function ask(who = bo): Promise<Asked> {
  const { id } = await plant.call<{ id: string }>('conversations.create', {}, who);
  const events = await collect(await plant.events<ChatEvent>('conversations.chat', { id, message: QUESTION }, who));
  const last = events.at(-1);
  if (last?.type !== 'answer') throw new Error('no answer');
  return { events, streamed: events.map((event) => (event.type === 'token' ? event.text : '')).join(''), answer: last.message, conversation: id };
}

describe('guardrails on what a model writes', () => {
  const set = (change: Partial<GuardrailSettings>) => plant.call('guardrails.save', { ...STANDARD, ...change }, admin);
  const violations = (input: object = {}) => plant.call<ResultOf<(typeof guardrails)['violations']>>('guardrails.violations', input, admin);

  test('sentences without support are marked, and what was found is kept with the answer, listed and recorded without a word of it', async () => {
    const { answer, conversation } = await ask();
    expect(answer).toMatchObject({ mode: 'generated', unsupported: [{ reason: 'no-citation' }], guardrails: { action: 'marked', found: [{ kind: 'unsupported', count: 1 }], facts: 2, supported: 1 } });
    const { messages } = await plant.call<{ messages: Message[] }>('conversations.get', { id: conversation }, bo);
    expect(messages.at(-1)?.guardrails).toEqual(answer.guardrails);
    expect(await violations()).toMatchObject({ violations: [{ messageId: answer.id, conversationId: conversation, user: { name: 'Bo' }, model: 'mixed', action: 'marked', facts: 2, supported: 1 }], counts: { marked: 1, masked: 0, refused: 0 } });
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'chat.response', limit: 1 }, admin);
    expect(records[0]?.metadata).toMatchObject({ guardrails: 'marked', violations: ['unsupported 1'] });
    expect(JSON.stringify([records, await violations()])).not.toMatch(/cupboard|grease/);
  });

  test('switched off, nothing is marked and nothing recorded', async () => {
    await set({ support: 'off' });
    const before = (await violations()).violations.length;
    const { answer } = await ask();
    expect(answer).toMatchObject({ mode: 'generated', unsupported: [], guardrails: { action: 'none', found: [], facts: null } });
    expect((await violations()).violations).toHaveLength(before);
  });

  test('at its strictest each sentence is shown once it is checked, and the first without support ends the answer in quoted passages', async () => {
    await set({ support: 'strict' });
    const { events, streamed, answer } = await ask();
    expect(events.find(({ type }) => type === 'checking')).toEqual({ type: 'checking', how: 'sentences' });
    expect(streamed).toBe(SUPPORTED);
    expect(answer).toMatchObject({ mode: 'passages', guardrails: { action: 'refused', facts: 2, supported: 1 }, citations: [{ quote: expect.stringContaining('12 bar') }] });
    expect(answer.content).toContain('not supported by the documents');
    expect(JSON.stringify(events)).not.toContain('cupboard');
  });

  test('an answer of which too small a share is supported is withdrawn at its end, and one above it stands', async () => {
    await set({ support: 'share', leastShare: 51 });
    const refused = await ask();
    expect(refused.events.find(({ type }) => type === 'checking')).toEqual({ type: 'checking', how: 'whole' });
    expect(refused.answer).toMatchObject({ mode: 'passages', guardrails: { action: 'refused' } });
    await set({ support: 'share', leastShare: 50 });
    expect((await ask()).answer).toMatchObject({ mode: 'generated', guardrails: { action: 'marked' } });
  });

  test('a blocked phrase is covered before anybody sees it, also where it is split over two tokens', async () => {
    await set({ blocklist: [{ kind: 'words', text: 'Bluebird', action: 'mask' }, { kind: 'pattern', text: 'green \\w+', action: 'mask' }] });
    const { events, streamed, answer, conversation } = await ask();
    expect(streamed).toBe(`${SUPPORTED} Then fetch █████ grease from the █████ upstairs.`);
    expect(answer).toMatchObject({ mode: 'generated', content: streamed, guardrails: { action: 'masked', found: expect.arrayContaining([{ kind: 'blocked', count: 2 }]) } });
    const kept = await plant.call('conversations.get', { id: conversation }, bo);
    expect(JSON.stringify([events, kept])).not.toMatch(/blue|cupboard/i);
  });

  test('a phrase that refuses ends the answer before it is shown, and passages are quoted', async () => {
    await set({ support: 'off', blocklist: [{ kind: 'words', text: 'bluebird', action: 'refuse' }] });
    const { events, streamed, answer } = await ask();
    // How much came before it is a matter of pace.
    expect(`${SUPPORTED} Then fetch `.startsWith(streamed)).toBe(true);
    expect(answer).toMatchObject({ mode: 'passages', guardrails: { action: 'refused', found: [{ kind: 'blocked', count: 1 }] } });
    expect(JSON.stringify(events)).not.toMatch(/bluebird/i);
    expect((await violations({ kind: 'blocked' })).violations.map(({ action }) => action)).toEqual(['refused', 'masked']);
    await set({});
  });

  test('a reply that does not have the form that was asked for is recorded, though nobody is shown it', async () => {
    const making = plant.events('plans.create', { goal: 'Find out at which pressure the relief valve V-101 opens.' }, bo);
    await expect(making.then(collect)).rejects.toMatchObject({ error: { code: 'MODEL_UNAVAILABLE', message: expect.stringContaining('in the form that was asked for') } });
    expect((await violations({ kind: 'schema' })).violations).toMatchObject([{ model: 'mixed', action: 'refused', found: [{ kind: 'schema', count: 3 }], user: { name: 'Bo' }, conversationId: null, facts: null }]);
  });

  test('an admin tries rules on an answer before they count, and a rule that cannot be used is refused by its number', async () => {
    const settings: GuardrailSettings = { support: 'strict', leastShare: 80, blocklist: [{ kind: 'pattern', text: 'K-\\d+', action: 'mask' }, { kind: 'pattern', text: '(', action: 'mask' }] };
    const source = 'The relief valve V-101 opens at 12 bar.';
    const tried = await plant.call<ResultOf<(typeof guardrails)['tryOut']>>('guardrails.tryOut', { answer: 'The relief valve V-101 opens at 13 bar [1]. See K-77.', source, settings }, admin);
    expect(tried).toMatchObject({ shown: '', marks: [{ why: 'number-not-in-source' }, { why: 'no-citation' }, { why: 'blocked', rule: 0, start: 48, end: 52 }], verdict: { action: 'refused', facts: 1, supported: 0 }, refusal: expect.stringContaining('not supported'), faults: [{ rule: 1, fault: expect.any(String) }] });
    await expect(set(settings)).rejects.toMatchObject({ error: { code: 'INVALID_INPUT', message: expect.stringContaining('Rule 2') } });
    expect(await plant.call('guardrails.get', {}, admin)).toEqual(STANDARD);
    await expect(plant.call('guardrails.get', {}, bo)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
  });
});

describe('rules that are hostile', () => {
  // Where each place of a text begins a match, and each match looks to the end of the text, the work grows with its square.
  const hostile = Array.from({ length: 3 }, (_, n) => ({ kind: 'pattern' as const, text: `a(.*z${n})?`, action: 'mask' as const }));
  const tried = { answer: `${'a'.repeat(19_000)} K-77`, source: 'Sentence 1 of many. '.repeat(900), settings: { ...STANDARD, blocklist: [...hostile, { kind: 'pattern' as const, text: 'K-\\d+', action: 'mask' as const }] } };

  test('are named when they are tried, the others are tried all the same, and everybody else is answered meanwhile', async () => {
    let answered = 0;
    const running = plant.call<ResultOf<(typeof guardrails)['tryOut']>>('guardrails.tryOut', tried, admin);
    const ended = running.then(() => true);
    while (!(await Promise.race([ended, plant.call('guardrails.get', {}, admin).then(() => false)]))) answered += 1;
    expect(answered).toBeGreaterThan(2);
    const { faults, marks } = await running;
    expect(faults).toEqual([0, 1, 2].map((rule) => ({ rule, fault: expect.stringContaining('takes too long with this text') })));
    expect(marks.filter(({ why }) => why === 'blocked')).toEqual([{ start: 19_001, end: 19_005, why: 'blocked', rule: 3 }]);
  });

  test('and whatever else takes too long are given up with a sentence', async () => {
    const tryer = createRuleTryer({ workerUrl: findProgramFiles().entryUrl('rule-try-worker'), limitMs: 1 });
    await expect(tryer.tryOut(tried, new AbortController().signal)).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('takes too long') });
    const left = new AbortController();
    left.abort(new Error('left'));
    await expect(tryer.tryOut(tried, left.signal)).rejects.toThrow('left');
  });

  test('are refused where together they are too much to search while an answer is written', async () => {
    const blocklist = Array.from({ length: 12 }, (_, n) => ({ kind: 'pattern' as const, text: `[a-z]{${n + 1}}(?:[a-z]{2} [0-9]{3}){30}`, action: 'mask' as const }));
    await expect(plant.call('guardrails.save', { ...STANDARD, blocklist }, admin)).rejects.toMatchObject({ error: { code: 'INVALID_INPUT', message: expect.stringMatching(/^Rule \d+ of the blocklist cannot be used: together with the patterns before it/) } });
  });
});

describe('measures of models and of checks', () => {
  const outlook = () => plant.call<ResultOf<(typeof usage)['retention']>>('usage.retention', {}, admin);
  const answers = async () => (await plant.call<ResultOf<(typeof usage)['report']>>('usage.report', { days: 366 }, admin)).byPerson;
  const of = async (name: string) => [(await answers()).find(({ user }) => user?.name === name)?.answers ?? 0, (await found()).filter(({ user }) => user?.name === name).length];
  const found = async () => (await plant.call<ResultOf<(typeof guardrails)['violations']>>('guardrails.violations', { days: 366, limit: 500 }, admin)).violations;
  const prune = async (who = admin) => collect(await plant.events<{ removed: number; total: number }>('usage.prune', {}, who));

  test('go when they are old enough, but none of who is under legal hold, and no check of an answer that somebody judged', async () => {
    await plant.call('guardrails.save', STANDARD, admin);
    const people = ['Ike', 'Jan', 'Kim'];
    const ids = new Map<string, string>();
    for (const name of people) ids.set(name, (await addPerson(plant, admin, name, 'user')).id);
    const as = (name: string): Credential => ({ kind: 'owner', tenant: null, as: name });
    daysAgo = 100;
    for (const name of people) {
      const { answer } = await ask(as(name));
      if (name === 'Jan') await plant.call('feedback.give', { messageId: answer.id, verdict: 'bad', reason: 'wrong' }, as(name));
    }
    daysAgo = 0;
    await ask(as('Ike'));
    await plant.call('privacy.hold', { id: ids.get('Kim'), reason: 'A claim is pending.' }, admin);
    expect([await of('Ike'), await of('Jan'), await of('Kim')]).toEqual([[2, 2], [1, 1], [1, 1]]);

    expect(await outlook()).toEqual({ days: null, before: null, generations: 0, violations: 0 });
    await expect(prune()).rejects.toMatchObject({ error: { code: 'RETENTION_OFF', message: expect.stringContaining('measures') } });
    await expect(plant.call('usage.setRetention', { days: 7 }, admin)).rejects.toMatchObject({ error: { code: 'INVALID_INPUT' } });
    expect(await plant.call('usage.setRetention', { days: 365 }, admin)).toMatchObject({ generations: 0, violations: 0 });
    expect(await plant.call('usage.setRetention', { days: 60 }, admin)).toMatchObject({ days: 60, generations: 2, violations: 1 });
    await expect(prune(bo)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });

    expect((await prune()).at(-1)).toEqual({ removed: 3, total: 3 });
    expect([await of('Ike'), await of('Jan'), await of('Kim')]).toEqual([[1, 1], [0, 1], [1, 1]]);
    expect(await outlook()).toMatchObject({ generations: 0, violations: 0 });
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'usage.pruned', limit: 1 }, admin);
    expect(records[0]).toMatchObject({ outcome: 'ok', metadata: { removed: 3 } });
    await plant.call('privacy.release', { id: ids.get('Kim'), reason: 'The claim is settled.' }, admin);
    expect(await outlook()).toMatchObject({ generations: 1, violations: 1 });
  });
});

describe('an answer that is run again', () => {
  async function replay(messageId: string, who = bo): Promise<Replay> {
    const events = await collect(await plant.events<EventOf<(typeof answers)['replay']>>('answers.replay', { messageId }, who));
    expect(events.some((event) => event.type === 'progress' && event.stage === 'writing')).toBe(true);
    const last = events.at(-1);
    if (last?.type !== 'result') throw new Error('no result');
    return last.replay;
  }
  async function install(name: string, make: (path: string) => void): Promise<void> {
    const path = join(folder, `${name}.gguf`);
    make(path);
    await collect(await plant.events('models.import', { filename: `${name}.gguf`, content: { stream: createReadStream(path) } }, admin));
  }
  const modelNamed = async (filename: string) => (await plant.call<{ models: { id: string; filename: string }[] }>('models.list', {}, admin)).models.find((model) => model.filename === filename)?.id;

  test('comes out the same while nothing has changed, for its owner and for whoever has opened the conversation, and for nobody else', async () => {
    const { answer, conversation } = await ask();
    const again = await replay(answer.id);
    expect(again).toMatchObject({ identical: true, difference: null, compared: { equal: 13, first: null }, changes: [], doubts: [], unexplained: false, computed: { before: { alone: false }, now: { alone: true } }, model: 'mixed', temperature: 0, seed: null, tokens: { before: answer.usage?.completionTokens, now: answer.usage?.completionTokens } });
    expect(again.promptSha256Now).toBe(again.promptSha256);
    await expect(replay(answer.id, admin)).rejects.toMatchObject({ error: { code: 'MESSAGE_NOT_FOUND' } });
    await plant.call('conversations.breakGlass', { id: conversation, reason: 'An incident is looked into.' }, admin);
    expect((await replay(answer.id, admin)).identical).toBe(true);
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'answer.replayed', limit: 5 }, admin);
    expect(records[0]).toMatchObject({ resourceId: answer.id, metadata: { identical: true, equalTokens: 13, doubts: [] } });
    expect(JSON.stringify(records)).not.toMatch(/cupboard|pressure/);
  });

  test('an answer that was asked for anew is drawn again by its own seed', async () => {
    const { conversation } = await ask();
    const { messages } = await plant.call<{ messages: Message[] }>('conversations.get', { id: conversation }, bo);
    const events = await collect(await plant.events<ChatEvent>('conversations.chat', { id: conversation, message: QUESTION, replaces: messages[0]?.id }, bo));
    const last = events.at(-1);
    if (last?.type !== 'answer') throw new Error('no answer');
    expect(await replay(last.message.id)).toMatchObject({ identical: true, temperature: 0.2, seed: expect.any(Number) });
  });

  test('comes out the same from a model of random weights, too; where it went on from its own words, that is told', async () => {
    await install('tiny', makeTinyGguf);
    await plant.call('models.assign', { role: 'fast', id: await modelNamed('tiny.gguf') }, admin);
    const { answer, conversation } = await ask();
    const first = await replay(answer.id);
    expect(first).toMatchObject({ identical: true, model: 'tiny-random', doubts: [], unexplained: false });
    expect(first.compared?.equal).toBeGreaterThan(100);
    const last = (await collect(await plant.events<ChatEvent>('conversations.chat', { id: conversation, message: QUESTION }, bo))).at(-1);
    if (last?.type !== 'answer') throw new Error('no answer');
    expect(await replay(last.message.id)).toMatchObject({ doubts: ['taken-over'], unexplained: false, computed: { before: { takenOver: expect.any(Number) }, now: { takenOver: 0 } } });
    await plant.call('models.assign', { role: 'fast', id: await modelNamed('mixed.gguf') }, admin);
    await plant.call('models.remove', { id: await modelNamed('tiny.gguf') }, admin);
  });

  test('says where the wording was changed since, or a document has a newer revision, though it comes out the same', async () => {
    const { answer } = await ask();
    await plant.call('prompts.save', { kind: 'refusal', text: 'Say so where the passages do not tell.' }, admin);
    expect(await replay(answer.id)).toMatchObject({ identical: true, changes: [{ what: 'wording' }], unexplained: false });
    await plant.call('prompts.activate', { kind: 'refusal', version: 0 }, admin);
    const { document } = await plant.call<{ document: { id: string } }>('documents.upload', { filename: 'V-101.md', content: streamOf('# Relief valve V-101, revision B\n\nThe relief valve V-101 opens at 12 bar.\n') }, admin);
    await plant.core.ingestionIdle();
    await plant.call('revisions.link', { id: document.id, replaces: answer.citations[0]?.document.id }, admin);
    expect(await replay(answer.id)).toMatchObject({ identical: true, changes: [{ what: 'document', before: 'V-101.md', now: 'superseded' }], unexplained: false });
  });

  test('says what was changed behind its back: the file of the model, the device, the request, and how its words were drawn', async () => {
    const [moved, reworded, redrawn] = [(await ask()).answer.id, (await ask()).answer.id, (await ask()).answer.id];
    const { sha256: before = '' } = (await plant.call<{ models: { filename: string; sha256: string }[] }>('models.list', {}, admin)).models.find(({ filename }) => filename === 'mixed.gguf') ?? {};
    await plant.core.close();
    const other = join(folder, 'mixed-2.gguf');
    makeScriptedGguf(other, { ...SCRIPT, answer: MIXED.with(-1, ' downstairs.') });
    const now = sha256Of(other);
    await inDatabase(plant.dataDirectory, async (database) => {
      const { tenantId, path } = await database.withSystem((tx) => tx.one<{ tenantId: string; path: string }>(sql`UPDATE models SET sha256 = ${now} WHERE filename = 'mixed.gguf' RETURNING path, (SELECT id FROM tenants LIMIT 1) AS "tenantId"`));
      await copyFile(other, path);
      await database.withTenant({ tenantId, userId: null }, async (tx) => {
        await tx.run(sql`UPDATE messages SET metadata = jsonb_set(metadata, '{made,device}', '"GPU of then"') WHERE id = ${moved}`);
        await tx.run(sql`UPDATE messages SET metadata = jsonb_set(metadata, '{made,prompt}', '"At which pressure?"') WHERE id = ${reworded}`);
        await tx.run(sql`UPDATE messages SET metadata = jsonb_set(metadata, '{made,temperature}', '0.7') WHERE id = ${redrawn}`);
      });
    });
    await plant.restart();
    const file = { what: 'model-file', before, now };
    expect(await replay(moved)).toMatchObject({
      identical: false, unexplained: false, compared: { equal: 12, first: { index: 12, before: ' upstairs.', now: ' downstairs.' } }, changes: [file, { what: 'back-end', before: 'GPU of then', now: 'CPU' }],
    });
    const asked = await replay(reworded);
    expect(asked).toMatchObject({ unexplained: false, changes: [file, { what: 'prompt', before: asked.promptSha256, now: asked.promptSha256Now }] });
    expect(asked.promptSha256Now).not.toBe(asked.promptSha256);
    expect(await replay(redrawn)).toMatchObject({ temperature: 0.7, unexplained: false, changes: [file, { what: 'sampling' }], doubts: ['no-seed'] });
  });

  test('says what has changed where it comes out otherwise: the document, and the model', async () => {
    await install('other', (path) => makeScriptedGguf(path, { name: 'other', answer: ['Nothing', ' of', ' that', ' kind', '.'] }));
    await plant.call('models.assign', { role: 'fast', id: await modelNamed('mixed.gguf') }, admin);
    const { answer } = await ask();
    const document = answer.citations[0]?.document.id;
    await plant.call('revisions.withdraw', { id: document, why: 'It names the wrong pressure.' }, admin);
    expect(await replay(answer.id)).toMatchObject({ identical: true, changes: [{ what: 'document', before: 'V-101.md', now: 'withdrawn' }] });
    await plant.call('models.remove', { id: await modelNamed('mixed.gguf') }, admin);
    const other = await replay(answer.id);
    expect(other).toMatchObject({ identical: false, unexplained: false, difference: { before: expect.stringContaining('The relief valve') }, changes: [{ what: 'model', before: 'mixed' }, { what: 'document' }] });
  });

  test('quoted passages cannot be run again: no model wrote them', async () => {
    const { id } = await plant.call<{ id: string }>('conversations.create', {}, bo);
    const last = (await collect(await plant.events<ChatEvent>('conversations.chat', { id, message: 'qqqq xxxx' }, bo))).at(-1);
    if (last?.type !== 'answer') throw new Error('no answer');
    await expect(replay(last.message.id)).rejects.toMatchObject({ error: { code: 'ANSWER_NOT_REPLAYABLE' } });
  });
});
