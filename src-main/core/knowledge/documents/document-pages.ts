import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Database } from '#core/ports/database.ts';
import { documentPage, type DocumentRow, type PageEnd, summaryOf } from './document-rows.ts';

/** Rows of a piece: few enough that nothing else waits while they are made. */
export const PAGE = 500;

export interface DocumentsPage {
  documents: DocumentSummary[];
  /** Where the next page begins; null at the end. */
  next: string | null;
}

export interface PageWanted {
  status?: DocumentSummary['status'] | undefined;
  after?: string | undefined;
  limit?: number | undefined;
}

/** A page of the documents the caller may read, newest first. */
export async function pageOfDocuments(database: Database, principal: Principal, { status, after, limit = PAGE }: PageWanted): Promise<DocumentsPage> {
  const wanted = { status, after: after === undefined ? null : endFrom(after), limit: limit + 1 };
  const rows = await database.withTenant({ tenantId: principal.tenantId, userId: principal.userId }, (tx) =>
    tx.rows<DocumentRow>(documentPage(tx, [...visibleLabels(principal)], wanted)),
  );
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { documents: shown.map(summaryOf), next: last === undefined ? null : `${last.created_text}~${last.id}` };
}

/** All of them, page by page; each page is its own short transaction. */
export async function* allPages(database: Database, principal: Principal, status: PageWanted['status']): AsyncGenerator<DocumentsPage> {
  let after: string | undefined;
  do {
    const page = await pageOfDocuments(database, principal, { status, after });
    yield page;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

function endFrom(text: string): PageEnd {
  const [, createdAt, id] = /^(\d{4,6}-[\d: .+-]{1,40})~([\da-f-]{36})$/.exec(text) ?? [];
  if (createdAt === undefined || id === undefined) throw new MillwrightError('INVALID_INPUT', 'Go on with what "next" of the page before says.');
  return { createdAt, id };
}
