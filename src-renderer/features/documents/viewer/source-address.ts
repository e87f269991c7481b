import type { Source } from '#renderer/components/source-panel.tsx';

/** The address of a place in a document, so that it can be opened on the whole window and kept as a bookmark. */
export function addressOf({ documentId, filename, page, span }: Source): string {
  const query = new URLSearchParams({ name: filename });
  if (page !== null) query.set('page', String(page));
  if (span !== null) query.set('span', `${span.part}.${span.start}.${span.end}`);
  return `/documents/${documentId}?${query}`;
}

/** The source an address stands for; what cannot be read of it is left out. */
export function sourceAt(documentId: string, query: URLSearchParams): Source {
  const page = Number(query.get('page'));
  const [part, start, end] = (query.get('span') ?? '').split('.').map(Number);
  const span = part !== undefined && start !== undefined && end !== undefined && end >= start ? { part, start, end } : null;
  return { documentId, filename: query.get('name') ?? '', page: Number.isInteger(page) && page > 0 ? page : null, section: null, span };
}
