import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { TenantSummary } from '#shared/contract/tenants.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { longScript, makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { ADMIN_PASSWORD, collect, openTestCore, session, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';

const DAY = 86_400_000;
const QUESTION = 'At which pressure does the relief valve V-101 open?';
const time = { ahead: 0 };

let core: TestCore;
let operator: Credential;
let bea: Credential;
let second: TenantSummary;
let models: string;

beforeAll(async () => {
  core = await openTestCore(undefined, { clock: { now: () => new Date(Date.now() + time.ahead), elapsed: () => performance.now() } });
  operator = await setUpPlant(core);
  second = await core.call<TenantSummary>('tenants.add', { name: 'Mill Two', admin: 'Bea', password: ADMIN_PASSWORD }, operator);
  bea = await signInBea();
  models = await mkdtemp(join(tmpdir(), 'millwright-gguf-'));
  const path = join(models, 'scripted.gguf');
  makeScriptedGguf(path, { answer: longScript(60) });
  for (const who of [operator, bea]) await core.call('documents.upload', { filename: 'V-101.md', content: streamOf('# Valve V-101\n\nThe relief valve V-101 opens at 12 bar.\n') }, who);
  await core.core.ingestionIdle();
  for (const who of [operator, bea]) await collect(await core.events('models.import', { filename: 'scripted.gguf', content: { stream: createReadStream(path) } }, who));
});
afterAll(async () => {
  await core.close();
  await rm(models, { recursive: true, force: true });
});

const signInBea = async (): Promise<Credential> => session((await core.call<{ token: string }>('auth.signIn', { tenant: 'Mill Two', name: 'Bea', password: ADMIN_PASSWORD })).token);
const set = (quotas: object) => core.call<TenantSummary>('tenants.setQuotas', { id: second.id, ...quotas }, operator);
const usageOf = async (name: string) => (await core.call<{ tenants: TenantSummary[] }>('tenants.list', {}, operator)).tenants.find((tenant) => tenant.name === name)?.usage;
let asked = 0;

/** A question of its own each time, so that no answer is one of before. */
const events = (who: Credential) => core.events<ChatEvent>('conversations.ask', { question: `${QUESTION} (${asked++})` }, who);
async function ask(who: Credential): Promise<Message> {
  const last = (await collect(await events(who))).at(-1);
  if (last?.type !== 'answer') throw new Error('no answer');
  return last.message;
}

test('the tokens of each answer count for the plant that asked, and for no other', async () => {
  const answer = await ask(bea);
  expect(answer.mode).toBe('generated');
  const { promptTokens = 0, completionTokens = 0 } = answer.usage ?? {};
  expect(completionTokens).toBeGreaterThan(50);
  expect(promptTokens).toBeGreaterThan(50);
  expect(await usageOf('Mill Two')).toMatchObject({ tokensToday: promptTokens + completionTokens, generations: 0 });
  expect(await usageOf('Mill One')).toMatchObject({ tokensToday: 0 });
});

test('a plant that has used its tokens of the day gets passages with the reason, until the day is over; others go on', async () => {
  const { usage } = await set({});
  await set({ tokensPerDay: usage.tokensToday });
  const answer = await ask(bea);
  expect(answer.mode).toBe('passages');
  expect(answer.content).toContain(`This plant has used its ${usage.tokensToday} tokens of today. Language models answer again at 00:00 UTC.`);
  expect(answer.content).toContain('opens at 12 bar');
  expect((await ask(operator)).mode).toBe('generated');
  expect((await usageOf('Mill Two'))?.tokensToday).toBe(usage.tokensToday);
  time.ahead = DAY;
  bea = await signInBea();
  expect((await ask(bea)).mode).toBe('generated');
  time.ahead = 0;
  bea = await signInBea();
  await set({ tokensPerDay: null });
});

test('a plant with as many answers under way as it may have gets passages with the reason, and the next answer when one has ended', async () => {
  await set({ generations: 1 });
  const first = (await events(bea))[Symbol.asyncIterator]();
  for (let step = await first.next(); !step.done && step.value.type !== 'token'; step = await first.next());
  expect(await usageOf('Mill Two')).toMatchObject({ generations: 1 });
  const refused = await ask(bea);
  expect(refused.mode).toBe('passages');
  expect(refused.content).toContain('This plant may have 1 answer written at the same time. Ask again when one of them is complete.');
  expect((await ask(operator)).mode).toBe('generated');
  await first.return?.();
  await expect.poll(async () => (await usageOf('Mill Two'))?.generations).toBe(0);
  expect((await ask(bea)).mode).toBe('generated');
});

test('an answer that is stopped half-way counts what was written of it', async () => {
  await set({ generations: null });
  const before = (await usageOf('Mill Two'))?.tokensToday ?? 0;
  const stopped = (await events(bea))[Symbol.asyncIterator]();
  for (let step = await stopped.next(); !step.done && step.value.type !== 'token'; step = await stopped.next());
  await stopped.return?.();
  await expect.poll(async () => (await usageOf('Mill Two'))?.tokensToday).toBeGreaterThan(before);
});
