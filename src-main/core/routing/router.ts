import type { OfferedAgent } from '#shared/contract/agents.ts';
import type { RoutedIntent, Routing } from '#shared/contract/routing.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import { askWhich, type RoutingModels } from './ask-model.ts';
import { clarifying } from './clarify.ts';
import type { CorrectionStore } from './correction-rows.ts';
import { languageOf } from './language-of.ts';
import type { Likely } from './question-classifier.ts';
import { type Intent, splitIntents } from './split-intents.ts';
import type { TrainedRouting, TrainedRoutings } from './trained-routings.ts';

/** Which agents a person may use, for choosing among them. */
export interface AvailableAgents {
  availableTo(principal: Principal): Promise<OfferedAgent[]>;
}

/** Decides which agent a question is for. */
export interface Router {
  route(principal: Principal, question: string, signal: AbortSignal): Promise<Routing>;
}

export interface RouterDeps {
  agents: AvailableAgents;
  trained: TrainedRoutings;
  corrections: Pick<CorrectionStore, 'own'>;
  embedding: Pick<Embedding, 'current'>;
  models: RoutingModels;
}

/** From here on the classifier is sure enough that the embedder's word does not count against it. */
const SURE = 0.8;
/** By how much, in cosine, the embedder's first must lead for its word to count. */
const CLEAR_LEAD = 0.04;
/** Below this, the person is asked which agent is meant. */
const ASK_BELOW = 0.45;
/** What a model says is believed this far. */
const MODEL_CONFIDENCE = 0.75;
const CANDIDATES = 5;

/** For whom a part of a message is. */
interface Decided extends Likely {
  by: Routing['by'];
  /** What the embedder would have said instead, where the two are not of one mind and no model settled it. */
  disputed?: string | null;
}

export function createRouter({ agents, trained, corrections, embedding, models }: RouterDeps): Router {
  async function decide(principal: Principal, { text, likely }: Intent, available: readonly OfferedAgent[], { embedded }: TrainedRouting, signal: AbortSignal): Promise<Decided> {
    const best = likely[0] ?? { agent: null, confidence: 0 };
    const { embedder } = embedding.current();
    if (best.confidence >= SURE || embedded === null || embedder === null) return { ...best, by: 'classifier' };
    // The embedder is a second opinion: without it the first stands.
    const vote = await embedded.vote(embedder, text, signal).catch(() => null);
    if (vote === null || vote.agent === best.agent || vote.lead < CLEAR_LEAD) return { ...best, by: 'classifier' };
    const said = await askWhich(models, principal, text, available, signal);
    return said === undefined ? { ...best, by: 'classifier', disputed: vote.agent } : { agent: said, confidence: Math.max(MODEL_CONFIDENCE, likely.find(({ agent }) => agent === said)?.confidence ?? 0), by: 'model' };
  }

  return {
    async route(principal, question, signal) {
      const language = languageOf(question);
      const available = await agents.availableTo(principal);
      const titles = new Map(available.map(({ name, title }) => [name, title]));
      const titleOf = (agent: string | null): string | null => (agent === null ? null : (titles.get(agent) ?? agent));
      if (available.length === 0) return nothingToChoose(question, language);
      const learnt = await trained.of(principal, available, signal);
      const said = await corrections.own(principal, question);
      if (said !== undefined && (said.agent === null || titles.has(said.agent))) {
        const intent: RoutedIntent = { text: question, agent: said.agent, confidence: 1, after: [] };
        return { agent: said.agent, confidence: 1, candidates: [{ agent: said.agent, title: titleOf(said.agent) ?? '', confidence: 1 }], intents: [intent], language, clarify: null, by: 'correction' };
      }
      const parts = splitIntents(question, learnt.classifier.classify);
      const own = await Promise.all(parts.map((part) => (part.goesOn ? null : decide(principal, part, available, learnt, signal))));
      const decided = carriedOn(own);
      const intents = parts.map(({ text, follows }, at): RoutedIntent => ({ text, agent: decided[at]?.agent ?? null, confidence: rounded(decided[at]?.confidence ?? 0), after: follows ? [at - 1] : [] }));
      const first: Decided = decided[0] ?? { agent: null, confidence: 0, by: 'classifier' };
      const doubtful = decided.findIndex(({ confidence, disputed }) => disputed !== undefined || confidence < ASK_BELOW);
      const candidates = (parts[0]?.likely ?? []).filter(({ agent }, at) => at < CANDIDATES || agent === first.disputed).map(({ agent, confidence }) => ({ agent, title: titleOf(agent) ?? '', confidence: rounded(confidence) }));
      const clarify = doubtful < 0 ? null : clarifying(language, eitherOf(decided[doubtful], parts[doubtful]).map(titleOf));
      return { agent: first.agent, confidence: rounded(first.confidence), candidates, intents, language, clarify, by: first.by };
    },
  };
}

/** What goes on with the part before it is for whom that is. */
function carriedOn(own: readonly (Decided | null)[]): Decided[] {
  return own.reduce<Decided[]>((decided, each) => [...decided, each ?? decided.at(-1) ?? { agent: null, confidence: 0, by: 'classifier' }], []);
}

/** The two that the person is asked to choose from. */
function eitherOf(decided: Decided | undefined, part: Intent | undefined): (string | null)[] {
  const [first, second] = part?.likely ?? [];
  return [first?.agent ?? null, decided?.disputed === undefined ? (second?.agent ?? null) : decided.disputed];
}

function nothingToChoose(question: string, language: Routing['language']): Routing {
  return { agent: null, confidence: 1, candidates: [], intents: [{ text: question, agent: null, confidence: 1, after: [] }], language, clarify: null, by: 'classifier' };
}

function rounded(share: number): number {
  return Math.round(share * 1_000) / 1_000;
}
