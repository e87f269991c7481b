import { documents, type DocumentSummary } from '#shared/contract/documents.ts';
import type { OwnerCalls } from './command-context.ts';

/** Every document, newest first, page after page. */
export async function allDocuments(calls: Pick<OwnerCalls, 'value'>): Promise<DocumentSummary[]> {
  const all: DocumentSummary[] = [];
  let after: string | undefined;
  do {
    const page = await calls.value(documents.list, after === undefined ? {} : { after });
    all.push(...page.documents);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return all;
}
