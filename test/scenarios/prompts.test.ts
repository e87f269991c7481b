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
    expect(preview).toMatchObject({ found: 1, given: 1 });
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
