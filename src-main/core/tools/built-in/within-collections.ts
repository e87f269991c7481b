import type { DocumentReading } from '#core/knowledge/index.ts';
import type { ToolInvocation } from '#core/tools/tool-kind.ts';

/** Ids of the collections that a call looks in; null where that is all. Collections that are gone hold nothing: what is left of them does not widen the search. */
export async function withinCollections(reading: Pick<DocumentReading, 'collectionsNamed'>, { collections, call }: Pick<ToolInvocation, 'collections' | 'call'>): Promise<string[] | null> {
  return collections.length === 0 ? null : reading.collectionsNamed(call.principal, collections);
}
