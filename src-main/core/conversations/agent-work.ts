import type { AskMode, GivenArguments } from '#shared/contract/agent-answers.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { gather, type GatherDeps } from '#core/agents/index.ts';
import type { Routing } from '#shared/contract/routing.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import { highestLabel } from '#core/policy/index.ts';
import type { AgentWork } from './answer.ts';
import type { KeptMessage } from './used-documents.ts';

/** Turns of the conversation that an agent sees before each of its decisions. */
const TURNS = 6;

export interface AgentServices {
  gathering: GatherDeps;
  /** Remembers that an agent did something for a person, in the person's own words. */
  remember(principal: Principal, task: { question: string; title: string; label: Label }): Promise<void>;
  /** Which agent a question is for; none where the documents are to answer. */
  route(call: Call<Principal>, question: string): Promise<Pick<Routing, 'agent' | 'clarify' | 'candidates'>>;
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
}

export interface Answering {
  /** Ready to begin; undefined where the documents alone answer. */
  work: AgentWork | undefined;
  /** How the question was routed; null where nobody asked for that. */
  routed: Pick<Routing, 'agent' | 'clarify' | 'candidates'> | null;
}

/** Who is to answer. Where it is not clear which agent is meant, the documents do, and the person is asked. Throws `AGENT_NOT_FOUND`. */
export async function whoAnswers({ gathering, route }: AgentServices, { agent: named, mode = named === undefined ? 'rag' : 'agent', given }: Answerer, { question, history, conversationId, cacheKey }: WhatAsked, call: Call<Principal>): Promise<Answering> {
  if (mode === 'rag') return { work: undefined, routed: null };
  const routed = named === undefined ? await route(call, question) : null;
  const name = named ?? (routed?.clarify != null && mode !== 'agent' ? null : (routed?.agent ?? null));
  if (name === null && mode === 'agent') throw new MillwrightError('AGENT_NOT_FOUND', 'No agent fits this question. Name one.');
  if (name === null) return { work: undefined, routed };
  const agent = await gathering.agents.usable(call.principal, name);
  const shown = agent.definition.memory === 'none' ? [] : history.slice(-TURNS);
  const task = {
    agent, question, conversationId, given, cacheKey: `${cacheKey}/agent`,
    history: shown.map(({ role, content }) => ({ role, text: content })),
    label: highestLabel(shown.flatMap(({ used }) => used.map(({ label }) => label))),
  };
  return { work: { agent, beside: mode === 'both', gather: () => gather(gathering, task, call) }, routed };
}
