import type { IndexHit, IndexQuery } from '#core/ports/vector-index.ts';

/**
 * Reading a predicate of 10,000 ids takes LanceDB 50 to 450 ms, ten times as long as a search: past this many, hits are
 * filtered as they come out, and the predicate is left for filters that let hardly any through.
 */
const MOST_IDS_IN_PREDICATE = 500;
/** Hits fetched for each that is wanted, in turn. */
const OVERSHOOTS = [4, 40];

export interface Ranked extends IndexHit {
  documentId: string;
}

type Filter = Pick<IndexQuery, 'maxLabelRank' | 'documents'>;
type Fetch = (limit: number, filter: Filter) => Promise<Ranked[]>;

/** Runs a search that filters before ranking. `fetch` gets the limit and what to filter by itself. */
export async function rankedHits(options: IndexQuery, fetch: Fetch): Promise<IndexHit[]> {
  const found = (await filteredAfterwards(options, fetch)) ?? (await fetch(options.limit, options));
  options.signal?.throwIfAborted();
  return inOrder(found).slice(0, options.limit);
}

/** Null where predicates are short enough, or so little gets through that only filtering before ranking finds it. */
async function filteredAfterwards({ maxLabelRank, documents, limit, signal }: IndexQuery, fetch: Fetch): Promise<Ranked[] | null> {
  if (documents === undefined) return null;
  const only = 'only' in documents;
  const ids = only ? documents.only : documents.without;
  if (ids.length <= MOST_IDS_IN_PREDICATE) return null;
  const listed = new Set(ids);
  for (const overshoot of OVERSHOOTS) {
    const hits = await fetch(limit * overshoot, { maxLabelRank });
    signal?.throwIfAborted();
    const left = hits.filter(({ documentId }) => listed.has(documentId) === only);
    if (left.length >= limit || hits.length < limit * overshoot) return left;
  }
  return null;
}

/** Best first; equal scores by id, so that the same question gets the same order. */
function inOrder(hits: readonly Ranked[]): IndexHit[] {
  const plain = hits.map(({ chunkId, score }) => ({ chunkId, score }));
  return plain.sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1));
}
