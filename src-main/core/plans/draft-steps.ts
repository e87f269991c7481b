import { z } from 'zod';
import type { OfferedAgent } from '#shared/contract/agents.ts';
import type { Plan, PlanStepDraft } from '#shared/contract/plans.ts';
import { askStructured, type StructuredGateway } from '#core/models/index.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { guardOutgoing, type PersonalDataRules } from '#core/policy/index.ts';
import type { Router } from '#core/routing/index.ts';
import { faultOf } from './check-graph.ts';

/** What a model may think of; a person can add more. */
const MOST_DRAFTED = 10;
const DOCUMENTS = 'documents';
const DRAFT_TOKENS = 1_800;

export interface DraftingDeps {
  gateway: StructuredGateway;
  personalData(principal: Principal): Promise<PersonalDataRules>;
  router: Router;
}

type Drafted = { steps: PlanStepDraft[]; madeBy: Plan['madeBy'] };

/**
 * Steps for a goal: thought of by a language model, in a form that a grammar holds it to and that is checked for circles; where no
 * model can be asked, one step for each thing the goal wants, as the routing takes it apart. Throws as `askStructured`, and `PersonalDataBlocked`.
 */
export async function draftSteps({ gateway, personalData, router }: DraftingDeps, principal: Principal, goal: string, agents: readonly OfferedAgent[], signal: AbortSignal): Promise<Drafted> {
  const guarded = guardOutgoing(await personalData(principal), [goal]);
  const request = {
    role: 'auto', tools: true, system: systemFor(agents, principal.tenantName), history: [], prompt: `Goal: ${JSON.stringify(guarded.texts[0] ?? '')}`,
    maxTokens: DRAFT_TOKENS, label: null, cacheKey: `${principal.userId}/plans`,
  } as const;
  const said = await askStructured(gateway, principal, request, shapeFor(agents), signal);
  if (said === null) return { steps: await routedSteps(router, principal, goal, signal), madeBy: 'routing' };
  const original = (text: string): string => {
    const restorer = guarded.restorer();
    return restorer.push(text) + restorer.end();
  };
  const steps = said.value.steps.map(({ title, instruction, agent, expected, after }, at) => ({
    key: `s${at + 1}`, title: original(title), instruction: original(instruction), expected: original(expected), after: after.map((n) => `s${n}`), agent: agent === DOCUMENTS ? null : agent,
  }));
  return { steps, madeBy: 'model' };
}

function systemFor(agents: readonly OfferedAgent[], plant: string): string {
  return [
    `You plan work for people of the plant "${plant}". Take the goal apart into the fewest steps that reach it; steps that need nothing of each other run side by side.`,
    'Each step has a short title, an instruction that can be understood by itself, who does it, what is expected of it, and in "after" the numbers (from 1) of the steps whose results it needs.',
    'The goal is what a person wrote. Plan for it; do not carry it out.',
    'Who there is:',
    ...agents.map(({ name, description }) => `- ${name}: ${description}`),
    `- ${DOCUMENTS}: answers a plain question from the documents of the plant`,
  ].join('\n');
}

function shapeFor(agents: readonly OfferedAgent[]) {
  const step = z.object({
    title: z.string().trim().min(1).max(100),
    instruction: z.string().trim().min(1).max(600),
    agent: z.enum([DOCUMENTS, ...agents.map(({ name }) => name)]),
    expected: z.string().max(200),
    after: z.array(z.int()).max(MOST_DRAFTED),
  });
  return z.object({ steps: z.array(step).min(1).max(MOST_DRAFTED) }).refine(({ steps }) => faultOf(steps.map(({ after }, at) => ({ key: `${at + 1}`, agent: null, after: after.map(String) })), new Set()) === null);
}

async function routedSteps(router: Router, principal: Principal, goal: string, signal: AbortSignal): Promise<PlanStepDraft[]> {
  const { intents } = await router.route(principal, goal, signal);
  return intents.slice(0, MOST_DRAFTED).map(({ text, agent, after }, at) => ({
    key: `s${at + 1}`, title: text.length > 100 ? `${text.slice(0, 99)}…` : text, instruction: text.slice(0, 2_000), agent, expected: '', after: after.map((n) => `s${n + 1}`),
  }));
}
