import { LABELS } from '#shared/contract/permissions.ts';
import type { IndexQuery } from '#core/ports/vector-index.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Predicates are text in LanceDB: only ids and whole numbers ever get into one. */
export function quoted(id: string): string {
  if (!UUID.test(id)) throw new TypeError('not an id');
  return `'${id}'`;
}

export function whole(value: number): number {
  if (!Number.isInteger(value)) throw new TypeError('not a whole number');
  return value;
}

export const ofDocument = (documentId: string): string => `document_id = ${quoted(documentId)}`;

export const withIds = (column: 'id' | 'document_id', ids: readonly string[]): string => `${column} IN (${ids.map(quoted).join(', ')})`;

/** Filters before ranking. Where everything is allowed there is nothing to filter, and searching is several times as fast. */
export function within<Q extends { where(predicate: string): Q }>(query: Q, { maxLabelRank, documents }: Pick<IndexQuery, 'maxLabelRank' | 'documents'>): Q {
  const parts: string[] = [];
  if (maxLabelRank < LABELS.length - 1) parts.push(`label_rank <= ${whole(maxLabelRank)}`);
  if (documents !== undefined && 'only' in documents) parts.push(documents.only.length === 0 ? 'false' : withIds('document_id', documents.only));
  if (documents !== undefined && 'without' in documents && documents.without.length > 0) parts.push(`NOT (${withIds('document_id', documents.without)})`);
  return parts.length === 0 ? query : query.where(parts.join(' AND '));
}
