import { expect, it } from 'vitest';
import type { ModelGateway } from '#core/models/index.ts';
import { countAnswers } from './count-answers.ts';

it('is busy while an answer is read, also when its reader leaves early', async () => {
  const events = async function* () {
    yield 1;
    yield 2;
  };
  const inner = { chat: async () => ({ model: { name: 'm' }, events: events() }) } as unknown as ModelGateway;
  const { gateway, busy } = countAnswers(inner);
  const request = { role: 'fast', system: '', history: [], prompt: '', maxTokens: 1, cacheKey: '' } as const;
  const answer = await gateway.chat({ tenantId: 't', userId: 'u' }, request, new AbortController().signal);
  expect(busy()).toBe(false);
  for await (const _ of answer?.events ?? []) {
    expect(busy()).toBe(true);
    break;
  }
  expect(busy()).toBe(false);
});
