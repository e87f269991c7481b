import { AgentDefinition } from '#shared/contract/agents.ts';
import { gather, type GatherDeps } from '#core/agents/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { NO_OWN_PATTERNS } from '#core/policy/index.ts';
import { type Figure, figure, median } from './figures.ts';

const STEPS = 20;
const RUNS = 40;
const INPUT = { type: 'object', properties: { number: { type: 'string' }, from: { type: 'string' }, top: { type: 'integer' } }, required: ['number'] };
const RESULT = { number: 'S-4711', state: 'at sea', arrives: '2026-12-03', pieces: 40 };
const principal = { tenantId: 't', tenantName: 'Mill', userId: 'u', role: 'user', clearance: 'internal' } as Principal;

/** What a step of an agent costs beside its model and its tool, both of which answer at once here: prompt, grammar, checks, fences. */
export async function agents(): Promise<Figure[]> {
  const definition = AgentDefinition.parse({ name: 'clerk', title: 'Clerk', description: 'x', prompt: 'Look it up.', tools: ['one', 'two', 'three', 'four', 'five'], limits: { steps: STEPS, tokens: 32_000, seconds: 900, depth: 0 } });
  const agent = { definition, version: 1 };
  const run = async (): Promise<number> => {
    const gathering = gather(deps(), { agent, question: 'Where are the shipments?', history: [], label: null, conversationId: null, place: null, cacheKey: 'k' }, { principal, signal: new AbortController().signal, note: () => undefined } as unknown as Call<Principal>);
    const began = performance.now();
    for (let next = await gathering.next(); !next.done; next = await gathering.next());
    return (performance.now() - began) / STEPS;
  };
  await run();
  const each: number[] = [];
  for (let n = 0; n < RUNS; n += 1) each.push(await run());
  return [figure(`a step of an agent beside model and tool, ${STEPS} steps in a row`, 'ms/step', median(each))];
}

function deps(): GatherDeps {
  let turn = 0;
  return {
    agents: { availableTo: async () => [], usable: async () => Promise.reject(new Error('nobody')) },
    door: {
      offered: async (_, { allowed }) => allowed.map((name) => ({ name, kind: 'http' as const, description: `Gives what ${name} knows of a shipment by its number.`, input: INPUT })),
      call: async () => ({ status: 'ok', output: RESULT, passages: [], label: null }),
    },
    models: {
      chat: async () => ({
        model: { id: 'm', name: 'm', sha256: null },
        events: (async function* () {
          yield { type: 'token' as const, text: JSON.stringify({ tool: 'one', input: { number: `S-${(turn += 1)}` } }) };
          yield { type: 'end' as const, stopReason: 'end' as const, promptTokens: 10, completionTokens: 20, reusedTokens: 0, guessedTokens: 0, firstTokenMs: 1, totalMs: 2 };
        })(),
      }),
    },
    personalData: async () => ({ mode: 'off', kinds: [], passages: false, own: NO_OWN_PATTERNS }),
    remembered: async () => [],
    clock: { now: () => new Date(), elapsed: () => performance.now() } as GatherDeps['clock'],
  };
}
