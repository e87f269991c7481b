import type { InvestigationStep } from '#shared/contract/conversations.ts';
import type { Passage } from '#shared/contract/passages.ts';
import type { SearchFilters } from '#shared/contract/search.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Retrieval, SearchAnswer, SearchOptions } from '#core/knowledge/retrieval/retrieval.ts';
import type { Clock } from '#core/ports/clock.ts';
import { partsOf } from './investigate-parts.ts';
import { isTarget, type Reference, referencesIn } from './investigate-references.ts';

/** Bounds of one investigation. */
const MOST_SEARCHES = 4;
const MOST_PASSAGES = 16;
/** After so long no further search begins. */
const LONGEST_MS = 4_000;
/** Passages taken of each search beside the first. */
const OF_EACH_PART = 5;
/** Passages whose references are followed. */
const READ_CLOSELY = 3;
const OF_EACH_REFERENCE = 2;

export interface Investigation {
  search: Pick<Retrieval, 'search'>;
  clock: Clock;
  principal: Principal;
  question: string;
  /** Passages wanted when one search is enough. */
  top: number;
  filters: SearchFilters;
  /** Questions asked before, oldest first. */
  earlier: readonly string[];
  signal: AbortSignal;
}

export type Investigated = SearchAnswer & { steps: InvestigationStep[] };

/**
 * Searches a question, and then what one search leaves open: the questions in it one by one, each side of a comparison,
 * and what the best passages refer to. Gives each search as it is done and returns the passages of all, each once, the
 * best of every search in front. Bounded in searches, passages and time; a simple question costs one search.
 */
export async function* investigate(input: Investigation): AsyncGenerator<InvestigationStep, Investigated> {
  const { search, clock, principal, question, top, filters, earlier, signal } = input;
  const began = clock.now().getTime();
  const steps: InvestigationStep[] = [];
  const known = new Set<string>();
  const searchesLeft = (): number => (clock.now().getTime() - began > LONGEST_MS ? 0 : MOST_SEARCHES - steps.length);

  async function timed(query: string, options: Omit<SearchOptions, 'signal'>): Promise<SearchAnswer & { ms: number }> {
    const from = clock.now().getTime();
    const found = await search.search(principal, query, { ...options, signal });
    return { ...found, ms: clock.now().getTime() - from };
  }

  function took(why: InvestigationStep['why'], query: string, passages: readonly Passage[], ms: number): InvestigationStep {
    const fresh = passages.filter(({ chunkId }) => !known.has(chunkId));
    for (const { chunkId } of fresh) known.add(chunkId);
    const step = { why, query, passages: fresh.length, ms };
    steps.push(step);
    return step;
  }

  const { ms, ...whole } = await timed(question, { top, filters, earlier });
  const asked = whole.understood.rewritten ?? question;
  yield took('question', asked, whole.results, ms);

  const parts = partsOf(asked).slice(0, searchesLeft());
  const answers = await Promise.all(parts.map(({ query }) => timed(query, { top: OF_EACH_PART, filters })));
  for (const [at, part] of parts.entries()) yield took(part.why, part.query, answers[at]?.relevant ? answers[at].results : [], answers[at]?.ms ?? 0);
  const relevant = answers.filter((answer) => answer.relevant);
  const gathered = interleaved([whole.results, ...relevant.map(({ results }) => results)]);

  const led = new Map<string, Passage[]>();
  for (const reference of gathered.slice(0, READ_CLOSELY).flatMap((passage) => referencesIn(passage, asked))) {
    if (searchesLeft() <= 0) break;
    if (gathered.some((passage) => isTarget(reference, passage))) continue;
    const query = reference.elsewhere ? `${reference.name} ${asked}` : reference.name;
    const { results, ms: taken } = await timed(query, { top: top * 2, filters: reachOf(reference, filters) });
    const targets = results.filter((passage) => isTarget(reference, passage)).slice(0, OF_EACH_REFERENCE);
    led.set(reference.from.chunkId, [...(led.get(reference.from.chunkId) ?? []), ...targets]);
    yield took('reference', query, targets, taken);
  }

  const results = distinct(gathered.flatMap((passage) => [passage, ...(led.get(passage.chunkId) ?? [])])).slice(0, steps.length > 1 ? MOST_PASSAGES : top);
  return { ...whole, results, relevant: whole.relevant || relevant.length > 0, steps };
}

/** A place in the same document is looked for nowhere else. */
const reachOf = ({ elsewhere, from }: Reference, filters: SearchFilters): SearchFilters => (elsewhere ? filters : { documents: [from.document.id], allRevisions: true });

/** The best of each list in turn, each passage once. */
function interleaved(lists: readonly (readonly Passage[])[]): Passage[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return distinct(Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list[at] ?? [])).flat());
}

const distinct = (passages: readonly Passage[]): Passage[] => [...new Map(passages.map((passage) => [passage.chunkId, passage])).values()];
