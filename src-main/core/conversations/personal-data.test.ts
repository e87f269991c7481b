import { expect, test } from 'vitest';
import type { Passage } from '#shared/contract/passages.ts';
import { NO_GUARDRAILS } from '#core/guardrails/index.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { NO_OWN_PATTERNS, type PersonalDataRules } from '#core/policy/index.ts';
import { type AnswerEvent, type AnswerServices, answerQuestion } from './answer.ts';
import type { GenerationRequest } from './dependencies.ts';

const QUESTION = 'Did anna@larkfield.example grease the zirkon pump?';
const passage = { document: { id: 'd', filename: 'zk.md', revision: null, standing: 'in-force', since: null, supersededBy: null }, label: 'internal', text: 'The zirkon pump is greased by bo@larkfield.example.', page: 1, section: null, span: { part: 0, start: 0, end: 10, page: 1, boxes: null }, chunkId: 'c' } as unknown as Passage;
const principal = { tenantId: 't', tenantName: 'Larkfield', userId: 'u', role: 'user', clearance: 'restricted' } as Principal;

/** Answers with a model that repeats its question and records what reached it. */
async function answered(settings: Omit<PersonalDataRules, 'own'>): Promise<{ sent: GenerationRequest[]; noted: unknown[]; events: AnswerEvent[] }> {
  const sent: GenerationRequest[] = [];
  const noted: unknown[] = [];
  const repeatingModel: AnswerServices['models'] = {
    forget: async () => undefined,
    answerMode: async () => ({ model: 'repeater', device: null, reason: null }),
    async chat(_principal, request) {
      sent.push(request);
      const words = request.prompt.slice(request.prompt.indexOf('Question: ') + 10);
      return {
        model: { id: 'r', name: 'repeater', sha256: null },
        events: (async function* () {
          for (const text of words.match(/.{1,3}/gs) ?? []) yield { type: 'token' as const, text };
          yield { type: 'end' as const, stopReason: 'end' as const, promptTokens: 1, completionTokens: 1, firstTokenMs: 1, totalMs: 1 };
        })(),
      } as Awaited<ReturnType<AnswerServices['models']['chat']>>;
    },
  };
  const services: AnswerServices = {
    search: { current: async () => [], search: async () => ({ results: [passage], mode: 'keyword', searched: 1, relevant: true, reranking: { model: null, reason: null }, understood: { language: 'en', rewritten: null, expansions: [], filters: {} } }) },
    models: repeatingModel,
    wording: async () => ({ system: 'Answer.', versions: [] }),
    personalData: async () => ({ ...settings, own: NO_OWN_PATTERNS }),
    guardrails: async () => NO_GUARDRAILS,
    clock: { now: () => new Date(0), elapsed: () => 0 } as AnswerServices['clock'],
    crypto: { uuid: () => '00000000-0000-4000-8000-000000000000', sha256: (text: string) => String(text.length) } as AnswerServices['crypto'],
  };
  const call = { principal, signal: new AbortController().signal, correlationId: 'c', caller: 'test', note: (facts: unknown) => void noted.push(facts) };
  const events: AnswerEvent[] = [];
  for await (const event of answerQuestion(services, { text: QUESTION, history: [], filters: {}, cacheKey: 'k', lasting: false }, call).events) events.push(event);
  return { sent, noted, events };
}

const KINDS = ['email', 'phone'] as const;
const shown = (events: AnswerEvent[]): string => events.map((event) => (event.type === 'token' ? event.text : '')).join('');

test('a model sees tokens, and the person who asked sees what they typed, however the answer comes in pieces', async () => {
  const { sent, noted, events } = await answered({ mode: 'redact', kinds: [...KINDS], passages: true });
  expect(JSON.stringify(sent)).not.toMatch(/anna@|bo@/);
  expect(sent[0]?.prompt).toContain('Did [EMAIL_1] grease');
  expect(shown(events)).toContain('anna@larkfield.example');
  expect(shown(events)).not.toContain('[EMAIL_');
  expect(JSON.stringify(noted)).toContain('email');
  expect(JSON.stringify(noted)).not.toContain('anna');
});

test('passages are left as they are unless the plant says otherwise', async () => {
  const { sent } = await answered({ mode: 'redact', kinds: [...KINDS], passages: false });
  expect(sent[0]?.prompt).toContain('bo@larkfield.example');
  expect(sent[0]?.prompt).not.toContain('anna@');
});

test('a plant that blocks asks no model and says why above the passages', async () => {
  const { sent, noted, events } = await answered({ mode: 'block', kinds: [...KINDS], passages: false });
  expect(sent).toEqual([]);
  const last = events.at(-1);
  expect(last?.type === 'answer' && last.message.mode).toBe('passages');
  expect(last?.type === 'answer' && last.message.content).toContain('personal data');
  expect(noted).toContainEqual({ metadata: { personalData: 'email', treated: 'block' } });
});

test('a plant that warns sends the question as it is and records the kind alone', async () => {
  const { sent, noted } = await answered({ mode: 'warn', kinds: [...KINDS], passages: false });
  expect(sent[0]?.prompt).toContain('anna@larkfield.example');
  expect(noted).toContainEqual({ metadata: { personalData: 'email', treated: 'warn' } });
});

test('whoever asked is told the kinds before the first word and with the answer, whatever the plant does', async () => {
  for (const mode of ['warn', 'redact', 'block'] as const) {
    const { events } = await answered({ mode, kinds: [...KINDS], passages: false });
    const found = { kinds: ['email'], own: [], treated: mode };
    const told = events.findIndex((event) => event.type === 'personal-data');
    const firstWord = events.findIndex((event) => event.type === 'token');
    expect(events[told]).toEqual({ type: 'personal-data', found });
    expect(firstWord === -1 || told < firstWord).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'answer', message: { personalData: found } });
  }
});

test('nobody is told anything where nothing is looked for or found', async () => {
  const off = await answered({ mode: 'off', kinds: [...KINDS], passages: true });
  const otherKinds = await answered({ mode: 'warn', kinds: ['iban'], passages: false });
  for (const { events } of [off, otherKinds]) {
    expect(events.map(({ type }) => type)).not.toContain('personal-data');
    expect(events.at(-1)).toMatchObject({ type: 'answer', message: { personalData: null } });
  }
});
