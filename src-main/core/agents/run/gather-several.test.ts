import { expect, test } from 'vitest';
import { AgentDefinition } from '#shared/contract/agents.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { NO_OWN_PATTERNS } from '#core/policy/index.ts';
import { asOne, gatherSeveral, type PartTask } from './gather-several.ts';
import type { Gathered, GatherDeps } from './gather.ts';
import type { ToolCall } from './tool-door.ts';

const agentNamed = (name: string) => ({ definition: AgentDefinition.parse({ name, title: name.toUpperCase(), description: 'x', prompt: `be ${name}`, tools: ['look'] }), version: 1 });
const part = (name: string, question: string, after: number[] = []): PartTask => ({ agent: agentNamed(name), question, history: [], label: null, conversationId: null, place: null, cacheKey: name, after });

/** A model that looks once and is then done; by which agent is told to it. */
async function ran(parts: readonly PartTask[]): Promise<{ result: Gathered; calls: ToolCall[]; prompts: string[]; steps: number[] }> {
  const [calls, prompts, steps]: [ToolCall[], string[], number[]] = [[], [], []];
  const deps: GatherDeps = {
    agents: { availableTo: async () => [], usable: async (_, name) => agentNamed(name) },
    door: {
      offered: async () => [{ name: 'look', kind: 'builtin', description: 'Looks.', input: { type: 'object', properties: { at: { type: 'string' } }, required: [] } }],
      call: async (_, request) => {
        calls.push(request);
        return { status: 'ok', output: { seen: `by ${request.agent}` }, passages: [], label: 'internal' };
      },
    },
    models: {
      chat: async (_, { prompt, history }) => {
        prompts.push(`${history.map(({ text }) => text).join('\n')}\n${prompt}`);
        const text = JSON.stringify(prompt.includes('So far:') ? { answer: 'done' } : { tool: 'look', input: { at: 'x' } });
        return {
          model: { id: 'm', name: 'm', sha256: null },
          events: (async function* () {
            yield { type: 'token' as const, text };
            yield { type: 'end' as const, stopReason: 'end' as const, promptTokens: 1, completionTokens: 1, reusedTokens: 0, guessedTokens: 0, firstTokenMs: 1, totalMs: 2 };
          })(),
        };
      },
    },
    personalData: async () => ({ mode: 'off', kinds: [], passages: false, own: NO_OWN_PATTERNS }),
    remembered: async () => [],
    clock: { now: () => new Date(0), elapsed: () => performance.now() } as GatherDeps['clock'],
  };
  const principal = { tenantId: 't', tenantName: 'Mill', userId: 'u', role: 'user', clearance: 'internal' } as Principal;
  const running = gatherSeveral(deps, parts, { principal, signal: new AbortController().signal, note: () => undefined } as unknown as Call<Principal>);
  let next = await running.next();
  for (; !next.done; next = await running.next()) steps.push(next.value.n);
  return { result: next.value, calls, prompts, steps };
}

test('independent parts are looked up each by its agent, with nothing of each other, and steps count on', async () => {
  const { result, calls, prompts } = await ran([part('ann', 'where?'), part('bob', 'how much?')]);
  expect(calls.map(({ agent, requestedBy }) => [agent, requestedBy])).toEqual([['ann', 'person'], ['bob', 'person']]);
  expect(result.observations.map(({ step }) => [step.n, step.agent])).toEqual([[1, 'ann'], [2, 'bob']]);
  expect(prompts.some((prompt) => prompt.includes('how much?') && prompt.includes('by ann'))).toBe(false);
  expect(result).toMatchObject({ failure: null, label: 'internal', needs: null });
});

test('a part that rests on another is told what that found, which then counts as read and not as the person’s wish', async () => {
  const { calls, prompts } = await ran([part('ann', 'where?'), part('bob', 'and then?', [0])]);
  expect(calls.map(({ agent, requestedBy }) => [agent, requestedBy])).toEqual([['ann', 'person'], ['bob', 'data']]);
  expect(prompts.find((prompt) => prompt.includes('and then?'))).toContain('by ann');
});

test('the answer is written by one who knows the task of each', () => {
  const parts = [part('ann', 'where?'), part('bob', 'how much?')];
  const { definition } = asOne(parts, agentNamed('ann'));
  expect(definition).toMatchObject({ name: 'ann', title: 'ANN + BOB' });
  expect(definition.prompt).toMatch(/For "where\?":\nbe ann[^]*For "how much\?":\nbe bob/);
});
