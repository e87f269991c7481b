import type { Passage } from '#shared/contract/passages.ts';
import type { SearchMode } from '#shared/contract/search.ts';
import { keywordOnly } from '#core/knowledge/retrieval/fuse.ts';
import { passagesOf } from '#core/knowledge/retrieval/passage-rows.ts';
import { maxLabelRank, visibleLabels } from '#core/policy/index.ts';
import type { Embedder } from '#core/ports/embedder.ts';
import type { OpenKnowledge, Plant } from '#test/knowledge/open-knowledge.ts';
import { holdsQuote, placesOf, type Question } from './questions.ts';
import { score, type Scored } from './scores.ts';

const EVERYTHING = { clearance: 'restricted' } as const;

const LISTED = 20;
const DEEP = 100;

export interface Asked {
  scored: Scored[];
  /** Milliseconds a search took, sorted. */
  times: number[];
}

/** Asks every question the way the product would in this mode. */
export async function ask(open: OpenKnowledge, plant: Plant, questions: readonly Question[], mode: SearchMode): Promise<Asked> {
  const scored: Scored[] = [];
  const times: number[] = [];
  for (const question of questions) {
    const began = performance.now();
    const { results } = await open.knowledge.retrieval.search(plant.as('user'), question.question, { top: LISTED, mode, signal: new AbortController().signal });
    times.push(performance.now() - began);
    scored.push(score(question, mode, results));
  }
  return { scored, times: times.sort((a, b) => a - b) };
}

async function nearest(open: OpenKnowledge, plant: Plant, query: string, embedder: Embedder, limit: number): Promise<Passage[]> {
  if (!embedder.understands(query)) return [];
  const [vector = new Float32Array(embedder.dimension)] = await embedder.embed([query]);
  const index = await open.vectorIndex.open(plant.tenantId, embedder.dimension);
  return joined(open, plant, await index.searchVector(vector, { maxLabelRank: maxLabelRank(EVERYTHING), limit }));
}

function joined(open: OpenKnowledge, plant: Plant, hits: Parameters<typeof passagesOf>[1]): Promise<Passage[]> {
  const { tenantId, userId } = plant.as('user');
  return open.database.withTenant({ tenantId, userId }, (tx) => passagesOf(tx, hits, visibleLabels(EVERYTHING)));
}

/** Where the first passage with the supporting text stands among the candidates of each search; null if it is none. */
export async function ranksOf(open: OpenKnowledge, plant: Plant, question: Question, embedder: Embedder): Promise<{ text: number | null; vector: number | null }> {
  const index = await open.vectorIndex.open(plant.tenantId, embedder.dimension);
  const text = await index.searchText(question.question, { maxLabelRank: maxLabelRank(EVERYTHING), limit: DEEP });
  const rank = (passages: readonly Passage[]): number | null => {
    const found = passages.findIndex((passage) => placesOf(question).some((place) => holdsQuote(passage, place)));
    return found < 0 ? null : found + 1;
  };
  return { text: rank(await joined(open, plant, keywordOnly(text))), vector: rank(await nearest(open, plant, question.question, embedder, DEEP)) };
}
