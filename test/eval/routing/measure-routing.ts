import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QUESTION_LANGUAGES, type QuestionLanguage, type Routing } from '#shared/contract/routing.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { readAgentTemplates } from '#adapters/files/read-agent-templates.ts';
import { readShippedQuestions } from '#adapters/files/read-shipped-questions.ts';
import { createQuestionTrainer } from '#adapters/question-trainer/create-question-trainer.ts';
import type { Database } from '#core/ports/database.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import { NO_OWN_PATTERNS } from '#core/policy/index.ts';
import { createRouting } from '#core/routing/index.ts';
import { silent } from '#test/database/open-test-database.ts';
import type { Plant } from '#test/knowledge/open-knowledge.ts';
import { percentile } from '../scores.ts';
import { printSplitting, readSplittingMessages } from './measure-splitting.ts';

const RESOURCES = join(import.meta.dirname, '..', '..', '..', 'resources');

/** Agents of null: a question for none. More than one agent: a message with several intents. */
export interface RoutingQuestion {
  id: string;
  agents: string[];
  /** Whether the second intent rests on the first. */
  order?: boolean;
  language: QuestionLanguage;
  question: string;
}

interface Routed<Asked> {
  asked: Asked;
  routed: Routing;
  ms: number;
}

export async function readRoutingQuestions(): Promise<RoutingQuestion[]> {
  const text = await readFile(join(import.meta.dirname, 'test-half.jsonl'), 'utf8');
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as RoutingQuestion);
}

/** Routes questions through the real parts, over all agents that come with Millwright, without a language model. */
export async function routeAll<Asked extends { question: string }>(database: Database, embedding: Embedding, plant: Plant, questions: readonly Asked[]): Promise<Routed<Asked>[]> {
  const templates = await readAgentTemplates(join(RESOURCES, 'agents'), silent);
  const { router } = createRouting({
    database, embedding, templates, clock: createSystemClock(), crypto: createNodeCrypto(),
    shipped: await readShippedQuestions(join(RESOURCES, 'routing'), silent),
    trainer: createQuestionTrainer({ workerUrl: new URL('../../../src-main/hosts/question-trainer-worker.ts', import.meta.url) }),
    agents: { availableTo: async () => templates.map(({ definition }) => definition) },
    models: { gateway: { chat: async () => null }, personalData: async () => ({ mode: 'off', kinds: [], passages: false, own: NO_OWN_PATTERNS }) },
  });
  const principal = plant.as('admin');
  const never = new AbortController().signal;
  await router.route(principal, 'What does alarm LAL-1 mean?', never);
  const results: Routed<Asked>[] = [];
  for (const asked of questions) {
    const began = performance.now();
    const routed = await router.route(principal, asked.question, never);
    results.push({ asked, routed, ms: performance.now() - began });
  }
  return results;
}

const share = (of: readonly unknown[], all: readonly unknown[]): string => (all.length === 0 ? '    -' : (of.length / all.length).toFixed(3));
const isRight = ({ asked, routed }: Routed<RoutingQuestion>): boolean => routed.intents.length === 1 && routed.agent === (asked.agents[0] ?? null);

/** Prints accuracy by language and by agent, what was taken for what, and the time a question takes. */
export async function measureRouting(database: Database, embedding: Embedding, plant: Plant): Promise<object> {
  const [results, messages] = [await routeAll(database, embedding, plant, await readRoutingQuestions()), await routeAll(database, embedding, plant, await readSplittingMessages())];
  const single = results.filter(({ asked }) => asked.agents.length < 2);
  const several = results.filter(({ asked }) => asked.agents.length > 1);
  console.log(`\nrouting, test half: ${single.length} questions over ${new Set(single.map(({ asked }) => asked.agents[0] ?? 'none')).size} classes\n${'language'.padEnd(18)}   n   right  asked back  language right`);
  const line = (name: string, these: readonly Routed<RoutingQuestion>[]): void =>
    console.log(`${name.padEnd(18)} ${String(these.length).padStart(3)}   ${share(these.filter(isRight), these)}  ${String(these.filter(({ routed }) => routed.clarify !== null).length).padStart(10)}  ${share(these.filter(({ asked, routed }) => routed.language === asked.language), these)}`);
  for (const language of QUESTION_LANGUAGES) line(language, single.filter(({ asked }) => asked.language === language));
  line('all', single);
  for (const [agent, these] of [...Map.groupBy(single, ({ asked }) => asked.agents[0] ?? 'none')].sort()) line(agent, these);
  const mistakes = Map.groupBy(single.filter((each) => !isRight(each)), ({ asked, routed }) => `${asked.agents[0] ?? 'none'} taken for ${routed.intents.map(({ agent }) => agent ?? 'none').join(' and ')}`);
  for (const [what, these] of mistakes) console.log(`  ${what}: ${these.length}`);
  const taken = several.filter(({ asked, routed }) => JSON.stringify(routed.intents.map(({ agent }) => agent)) === JSON.stringify(asked.agents));
  const ordered = taken.filter(({ asked, routed }) => (routed.intents[1]?.after.length === 1) === asked.order);
  console.log(`messages with two intents: ${taken.length} of ${several.length} taken apart rightly, ${ordered.length} of them with the right order; single questions taken apart: ${single.filter(({ routed }) => routed.intents.length > 1).length}`);
  const times = results.map(({ ms }) => ms).sort((a, b) => a - b);
  console.log(`time without a model call: median ${percentile(times, 0.5)} ms, p95 ${percentile(times, 0.95)} ms`);
  const splitting = printSplitting(messages.map(({ asked, routed }) => ({ asked, parts: routed.intents.map(({ text, after }) => ({ text, follows: after.length > 0 })) })));
  return { splitting, right: single.filter(isRight).length / single.length, n: single.length, severalRight: taken.length / several.length, p95: percentile(times, 0.95) };
}
