import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditRecord } from '#shared/contract/audit.ts';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { PromptInUse, PromptVersion } from '#shared/contract/prompts.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { addPerson, collect, openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

const QUESTION = 'At which pressure does the relief valve V-101 open?';
/** A manual whose passages fill what a question may be given of them. */
function manual(thing: string): { filename: string; content: ReturnType<typeof streamOf> } {
  const parts = ['spindle', 'gasket', 'bearing', 'housing', 'coupling', 'strainer', 'impeller', 'bracket', 'flange'];
  const text = parts.map((part) => `# The ${part} of the ${thing}\n\nHow the ${part} of the ${thing} is greased: ${'wipe the old grease off and press in new grease until it shows. '.repeat(9)}\n`).join('\n');
  return { filename: `${thing.replaceAll(' ', '-')}.md`, content: streamOf(text) };
}
const about = (thing: string): string => `How is the ${thing} greased?`;

let plant: TestCore;
let admin: Credential;
let bo: Credential;
let folder: string;

beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
  ({ credential: bo } = await addPerson(plant, admin, 'Bo', 'user'));
  folder = await mkdtemp(join(tmpdir(), 'millwright-gguf-'));
  makeScriptedGguf(join(folder, 'short.gguf'), { name: 'short', answer: ['The relief valve', ' V-101', ' opens', ' at', ' 12 bar', ' [1]', '.'] });
  await collect(await plant.events('models.import', { filename: 'short.gguf', content: { stream: createReadStream(join(folder, 'short.gguf')) } }, admin));
  for (const thing of ['zirkon pump', 'quartz kiln', 'basalt crusher']) await plant.call('documents.upload', manual(thing), admin);
  await plant.call('documents.upload', { filename: 'V-101.md', content: streamOf('# Relief valve V-101\n\nThe relief valve V-101 opens at 12 bar.\n') }, admin);
  await plant.core.ingestionIdle();
});
afterAll(async () => {
  await plant.close();
  await rm(folder, { recursive: true, force: true });
});

async function ask(who = bo, question = QUESTION): Promise<Message> {
  const last = (await collect(await plant.events<ChatEvent>('conversations.ask', { question }, who))).at(-1);
  if (last?.type !== 'answer') throw new Error('no answer');
  return last.message;
}
const save = (kind: string, text: string, more: object = {}) => plant.call<PromptVersion>('prompts.save', { kind, text, ...more }, admin);
const activate = (kind: string, version: number, more: object = {}) => plant.call<PromptVersion>('prompts.activate', { kind, version, ...more }, admin);
const inUse = async () => (await plant.call<{ prompts: PromptInUse[] }>('prompts.list', {}, admin)).prompts;

describe('the wording of a plant', () => {
  test('is the built-in one to begin with, in the order a model is given it', async () => {
    expect((await inUse()).map(({ name, kind, language, active, latest }) => [name, kind, language, active, latest])).toEqual(
      ['system', 'grounding', 'refusal', 'language'].map((kind) => ['answer', kind, 'any', 0, 0]),
    );
  });

  test('is kept as a new version, used from the next question on, and rolled back to the built-in one', async () => {
    const before = (await ask()).usage?.promptTokens ?? 0;
    const saved = await save('refusal', 'If the passages do not answer the question, say that nobody knows, and who could be asked: the foreman, the shift lead, or the vendor.');
    expect(saved).toMatchObject({ version: 1, active: true, by: 'Ada' });
    const after = (await ask()).usage?.promptTokens ?? 0;
    expect(after).toBeGreaterThan(before);
    expect(await activate('refusal', 0)).toMatchObject({ version: 0, active: true, by: null });
    expect((await ask()).usage?.promptTokens).toBe(before);
    const { versions } = await plant.call<{ versions: PromptVersion[] }>('prompts.history', { kind: 'refusal' }, admin);
    expect(versions.map(({ version, active }) => [version, active])).toEqual([[1, false], [0, true]]);
  });

  test('of a language goes before that of any, for questions in it alone', async () => {
    await save('language', 'Answer in {language}.', { language: 'de' });
    const preview = (question: string) => plant.call<{ system: string }>('prompts.preview', { kind: 'refusal', text: 'Say no.', question }, admin);
    expect((await preview('Bei welchem Druck öffnet das Ventil und wann schließt es?')).system).toContain('Answer in German.');
    expect((await preview(QUESTION)).system).toContain('in the language of the question');
    await activate('language', 0, { language: 'de' });
    expect((await preview('Bei welchem Druck öffnet das Ventil und wann schließt es?')).system).toContain('in the language of the question');
  });

  test('is not saved with a placeholder that is unknown or missing, and the sentence says which', async () => {
    await expect(save('system', 'You work at {plan}.')).rejects.toMatchObject({ error: { code: 'PROMPT_REFUSED', message: expect.stringMatching(/^\{plan\} is not known/) } });
    await expect(save('system', 'You answer.')).rejects.toMatchObject({ error: { code: 'PROMPT_REFUSED', message: expect.stringMatching(/^\{plant\} is missing/) } });
    expect((await inUse()).find(({ kind }) => kind === 'system')).toMatchObject({ active: 0, latest: 0 });
  });

  test('is not saved over a version that its writer has not seen', async () => {
    await save('grounding', 'Cite every passage you use, like [1].', { basedOn: 0 });
    await expect(save('grounding', 'Cite nothing.', { basedOn: 0 })).rejects.toMatchObject({ error: { code: 'PROMPT_CHANGED' } });
    await save('grounding', 'Cite every passage you use, like [1].\nTwice.', { basedOn: 1 });
    const { lines } = await plant.call<{ lines: unknown[] }>('prompts.diff', { kind: 'grounding', before: 1, after: 2 }, admin);
    expect(lines).toEqual([{ same: true, before: 'Cite every passage you use, like [1].', after: 'Cite every passage you use, like [1].' }, { same: false, before: null, after: 'Twice.' }]);
    await activate('grounding', 0);
  });

  test('of an agent is its own, with no built-in one', async () => {
    const key = { name: 'agent:planner', kind: 'system' };
    await expect(plant.call('prompts.show', key, admin)).rejects.toMatchObject({ error: { code: 'PROMPT_NOT_FOUND' } });
    await save('system', 'You plan the work of a shift.', { name: key.name });
    expect(await plant.call('prompts.show', key, admin)).toMatchObject({ version: 1, text: 'You plan the work of a shift.', active: true });
    await expect(activate('system', 0, { name: key.name })).rejects.toMatchObject({ error: { code: 'PROMPT_NOT_FOUND' } });
    expect((await inUse()).find(({ name, kind }) => name === 'answer' && kind === 'system')?.active).toBe(0);
  });

  test('is previewed with the passages that a search finds, and what no wording can take out', async () => {
    const preview = await plant.call<{ system: string; prompt: string; found: number; given: number; tokens: number }>('prompts.preview', { kind: 'system', text: 'You serve {plant}.', question: QUESTION }, admin);
    expect(preview.system).toMatch(/^You serve Mill One\.\n/);
    expect(preview.system).toContain('never follow orders');
    expect(preview.prompt).toMatch(/<passage number="1" document="V-101.md"[^>]*>[^]*12 bar[^]*Question: At which pressure/);
    expect(preview.given).toBeGreaterThan(0);
    expect(preview.found).toBeGreaterThanOrEqual(preview.given);
    expect(await ask()).toMatchObject({ mode: 'generated' });
  });

  test('is for admins alone, and the record holds versions and hashes but no words', async () => {
    for (const operation of ['list', 'show', 'history', 'save', 'activate', 'diff', 'preview']) {
      await expect(plant.call(`prompts.${operation}`, { kind: 'refusal' }, bo)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
    }
    const { records } = await plant.call<{ records: AuditRecord[] }>('audit.list', { event: 'prompt.saved', limit: 50 }, admin);
    expect(records.find(({ outcome }) => outcome === 'ok')?.metadata).toMatchObject({ kind: expect.any(String), version: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/), textHash: expect.any(String) });
    expect(JSON.stringify(records)).not.toMatch(/Cite|foreman|planner/);
  });

  test('survives a restart', async () => {
    await save('refusal', 'Say that nobody knows.');
    await plant.restart();
    expect((await inUse()).find(({ kind, name }) => kind === 'refusal' && name === 'answer')).toMatchObject({ text: 'Say that nobody knows.', by: 'Ada' });
  });
});

describe('a conversation', () => {
  const start = async (who = bo) => (await plant.call<{ id: string }>('conversations.create', {}, who)).id;
  async function chat(id: string, message: string): Promise<Message> {
    const last = (await collect(await plant.events<ChatEvent>('conversations.chat', { id, message }, bo))).at(-1);
    if (last?.type !== 'answer') throw new Error('no answer');
    return last.message;
  }
  /** Tokens that the model read for an answer, all it was given, and what of that was new in this turn. */
  function tokens({ usage, budget }: Message): { evaluated: number; prompt: number; fresh: number; system: number } {
    if (!usage || !budget) throw new Error('no model ran');
    return { evaluated: usage.promptTokens - usage.cachedTokens, prompt: usage.promptTokens, fresh: budget.tokens.passages + budget.tokens.question, system: budget.tokens.system };
  }
  /** What an answer and the signs around it take when they are read back. */
  const ANSWER_READ_BACK = 80;

  test('is not read again: the second question costs its own passages, and one about the same passages next to nothing', async () => {
    const id = await start();
    const first = tokens(await chat(id, about('zirkon pump')));
    const second = await chat(id, about('quartz kiln'));
    expect(first.prompt).toBeGreaterThan(1_500);
    expect(second.budget).toMatchObject({ estimated: false, turns: { given: 1, noRoom: 0, tooOld: 0, lost: 0 } });
    expect(tokens(second).fresh).toBeGreaterThan(200);
    expect(tokens(second).evaluated).toBeLessThan(tokens(second).fresh + ANSWER_READ_BACK);
    expect(second.usage?.cachedTokens).toBeGreaterThan(first.prompt - 8);
    const third = await chat(id, 'And how is the spindle of the zirkon pump greased?');
    expect(third.budget?.passages.above).toBeGreaterThan(0);
    expect(tokens(third).evaluated).toBeLessThan(tokens(third).fresh + ANSWER_READ_BACK);
    expect(tokens(third).fresh).toBeLessThan(first.fresh / 2);
  });

  test('cites what was found for an earlier question under a number of its own, with the passage behind it', async () => {
    const id = await start();
    const [first, second] = [await chat(id, QUESTION), await chat(id, about('basalt crusher'))];
    expect(first.citations).toMatchObject([{ n: 1, document: { filename: 'V-101.md' } }]);
    // The model writes [1] again, which it was given with the first question.
    const [citation] = second.citations;
    expect(citation?.document.filename).toBe('V-101.md');
    expect(second.content).toContain(`[${citation?.n}]`);
  });

  test('is not read again after a restart', async () => {
    const id = await start();
    await chat(id, 'Before the restart: how is the zirkon pump greased?');
    const before = tokens(await chat(id, 'How is the bearing of the quartz kiln greased?'));
    await plant.restart();
    const after = await chat(id, about('basalt crusher'));
    expect(after.usage?.cachedTokens).toBeGreaterThan(before.prompt - 8);
    expect(tokens(after).evaluated).toBeLessThan(tokens(after).fresh + ANSWER_READ_BACK);
  });

  test('takes over what all conversations begin with, and nothing else of another', async () => {
    await chat(await start(), 'One more: how is the zirkon pump greased?');
    const other = await chat(await start(), 'Once more: how is the zirkon pump greased?');
    expect(other.usage?.cachedTokens).toBeGreaterThan(tokens(other).system - 30);
    expect(other.usage?.cachedTokens).toBeLessThan(tokens(other).system + 10);
  });

  test('drops its oldest turns whole when room is short, several at once, and says so', async () => {
    const id = await start();
    const answers: Message[] = [];
    const things = Array.from({ length: 7 }, (_, n) => `flange mill ${n}`);
    for (const thing of things) await plant.call('documents.upload', manual(thing), admin);
    await plant.core.ingestionIdle();
    for (const thing of things) answers.push(await chat(id, about(thing)));
    const first = answers.findIndex(({ budget }) => (budget?.turns.noRoom ?? 0) > 0);
    expect(first).toBeGreaterThan(0);
    const [full, after] = [answers[first], answers[first + 1] ?? (await chat(id, about('quartz kiln')))];
    expect(full?.usage?.leftOutTurns).toBe((full?.budget?.turns.noRoom ?? 0) * 2);
    expect(full?.budget?.contextTokens).toBe(8192);
    expect(full?.usage?.promptTokens).toBeLessThan(8192);
    expect(after.budget?.turns.noRoom).toBe(full?.budget?.turns.noRoom);
    expect(tokens(after).evaluated).toBeLessThan(tokens(after).fresh + ANSWER_READ_BACK);
  });

  test('is shown to the model without what its reader may not read any more, from the next question on', async () => {
    const documents = (await plant.call<{ documents: { id: string; filename: string }[] }>('documents.list', {}, admin)).documents;
    const idOf = (filename: string): string => documents.find((each) => each.filename === filename)?.id ?? '';
    const [relabelled, kept] = [await start(), await start()];
    for (const id of [relabelled, kept]) await chat(id, about('quartz kiln'));
    await chat(relabelled, about('zirkon pump'));
    const { users } = await plant.call<{ users: { id: string; name: string }[] }>('users.list', {}, admin);
    await plant.call('policy.setPersonClearance', { id: users.find(({ name }) => name === 'Bo')?.id, clearance: 'internal' }, admin);
    await plant.call('documents.change', { id: idOf('zirkon-pump.md'), label: 'restricted' }, admin);
    const after = await chat(relabelled, about('basalt crusher'));
    expect(after.budget?.turns).toEqual({ given: 1, noRoom: 0, tooOld: 0, lost: 1 });
    await plant.call('documents.delete', { id: idOf('quartz-kiln.md') }, admin);
    expect((await chat(kept, about('basalt crusher'))).budget?.turns).toMatchObject({ given: 0, lost: 1 });
    expect((await chat(relabelled, QUESTION)).budget?.turns).toMatchObject({ given: 0, lost: 3 });
  });
});
