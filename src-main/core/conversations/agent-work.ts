import type { AskMode, GivenArguments } from '#shared/contract/agent-answers.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type AgentTask, asOne, gather, type GatherDeps, gatherSeveral, type PartTask, type PausePlace } from '#core/agents/index.ts';
import type { OpenRouting, RoutedIntent, Routing } from '#shared/contract/routing.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { highestLabel } from '#core/policy/index.ts';
import type { AgentWork } from './answer.ts';
import type { KeptMessage } from './used-documents.ts';

/** Turns of the conversation that an agent sees before each of its decisions. */
const TURNS = 6;
/** Wishes of one message that are followed. */
const MOST_PARTS = 4;

export interface AgentServices {
  gathering: GatherDeps;
  /** Remembers that an agent did something for a person, in the person's own words. */
  remember(principal: Principal, task: { question: string; title: string; label: Label }): Promise<void>;
  /** Which agent a question is for; none where the documents are to answer. */
  route(call: Call<Principal>, question: string): Promise<Pick<Routing, 'agent' | 'clarify' | 'candidates' | 'intents'>>;
}

export interface Answerer {
  agent?: string | undefined;
  mode?: AskMode | undefined;
  given?: GivenArguments | undefined;
}

export interface WhatAsked {
  question: string;
  history: readonly KeptMessage[];
  /** Null outside of any. */
  conversationId: string | null;
  cacheKey: string;
  /** Where the answer goes on after a call that had to wait; null where it does not. */
  place: ((beside: boolean) => PausePlace) | null;
}

export interface Answering {
  /** Ready to begin; undefined where the documents alone answer. */
  work: AgentWork | undefined;
  /** How the question was routed; null where nobody asked for that. */
  routed: Pick<Routing, 'agent' | 'clarify' | 'candidates'> | null;
  /** Where that was not clear, so that the documents answer. */
  open: OpenRouting | null;
}

/** Who is to answer. Where it is not clear which agent is meant, the documents do, and the person is asked. Throws `AGENT_NOT_FOUND`. */
export async function whoAnswers({ gathering, route }: AgentServices, { agent: named, mode = named === undefined ? 'rag' : 'agent', given }: Answerer, { question, history, conversationId, cacheKey, place }: WhatAsked, call: Call<Principal>): Promise<Answering> {
  if (mode === 'rag') return { work: undefined, routed: null, open: null };
  const found = named === undefined ? await route(call, question) : null;
  const routed = found && { agent: found.agent, clarify: found.clarify, candidates: found.candidates };
  const unclear = found?.clarify != null && mode !== 'agent';
  const open = found && unclear ? { candidates: found.candidates, chosen: null } : null;
  const parts = named === undefined ? partsOf(found?.intents ?? [], question) : [{ text: question, agent: named }];
  const [first] = unclear ? [] : parts.filter(isForAgent);
  if (!first && mode === 'agent') throw new MillwrightError('AGENT_NOT_FOUND', 'No agent fits this question. Name one.');
  if (!first) return { work: undefined, routed, open };
  // A key may have less rights than its person, with whose rights it would go on.
  const goesOn = call.principal.key ? null : place;
  const beside = mode === 'both' || parts.some((part) => !isForAgent(part));
  const task = async (part: { text: string; agent: string }): Promise<AgentTask> => {
    const agent = await gathering.agents.usable(call.principal, part.agent);
    const shown = agent.definition.memory === 'none' ? [] : history.slice(-TURNS);
    return {
      agent, question: part.text, conversationId, given, place: goesOn?.(beside) ?? null, cacheKey: `${cacheKey}/agent`,
      history: shown.map(({ role, content }) => ({ role, text: content })),
      label: highestLabel(shown.flatMap(({ used }) => used.map(({ label }) => label))),
    };
  };
  const tasks = await Promise.all(parts.filter(isForAgent).map(task));
  const [only, ...others] = tasks;
  if (!only) return { work: undefined, routed, open };
  if (others.length === 0) return { work: { agent: only.agent, beside, gather: () => gather(gathering, only, call) }, routed, open };
  const related = withOrder(tasks, found?.intents ?? []);
  return { work: { agent: asOne(related, only.agent), beside, gather: () => gatherSeveral(gathering, related, call) }, routed, open };
}

/** The parts with places, among themselves, of those they rest on. */
function withOrder(tasks: readonly AgentTask[], intents: readonly RoutedIntent[]): PartTask[] {
  const places = intents.slice(0, MOST_PARTS).flatMap(({ agent }, at) => (agent === null ? [] : [at]));
  return tasks.map((task, of) => {
    const after = (intents[places[of] ?? -1]?.after ?? []).map((at) => places.indexOf(at)).filter((at) => at >= 0);
    return { ...task, after, cacheKey: `${task.cacheKey}/${of}` };
  });
}

type Part = Pick<RoutedIntent, 'text' | 'agent'>;

/** A message with one wish is asked as it was written. */
const partsOf = (intents: readonly RoutedIntent[], question: string): Part[] => (intents.length === 1 ? intents.map(({ agent }) => ({ text: question, agent })) : intents.slice(0, MOST_PARTS));

const isForAgent = (part: Part): part is Part & { agent: string } => part.agent !== null;
