import type { Message } from '#shared/contract/conversations.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { asReadBy } from './cited-documents.ts';
import type { CitedDocuments } from './dependencies.ts';
import { messagesOf, toMessage } from './message-rows.ts';

const PAGE = 500;

interface ConversationHead {
  id: string;
  title: string;
  createdAt: Date;
  updatedAt: Date;
}

/** Titles and times of all of a person's conversations, a page at a time. */
export async function* conversationPages(database: Database, reader: Principal, userId: string): AsyncGenerator<ConversationHead[]> {
  for (let after = ''; ; ) {
    const from = after;
    const rows = await database.withTenant(reader, (tx) =>
      tx.rows<ConversationHead>(sql`SELECT id, title, created_at AS "createdAt", updated_at AS "updatedAt" FROM conversations WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND id::text > ${from} ORDER BY id::text LIMIT ${PAGE}`),
    );
    yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.id ?? '';
  }
}

/** All messages of a person, a page at a time, as somebody else may read them: see {@link asReadBy}. */
export async function* messagePages(deps: { database: Database; cited: CitedDocuments }, reader: Principal, userId: string): AsyncGenerator<(Message & { conversationId: string })[]> {
  for await (const conversations of conversationPages(deps.database, reader, userId)) {
    for (const { id } of conversations) yield* messagesOfOne(deps, reader, id);
  }
}

async function* messagesOfOne({ database, cited }: { database: Database; cited: CitedDocuments }, reader: Principal, conversationId: string): AsyncGenerator<(Message & { conversationId: string })[]> {
  for (let after = 0; ; ) {
    const from = after;
    const rows = await database.withTenant(reader, (tx) => messagesOf(tx, conversationId, { after: from, limit: PAGE }));
    const shown = await asReadBy(cited, reader, rows.map(toMessage));
    yield shown.map(({ used: _used, made: _made, ...message }) => ({ conversationId, ...message }));
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.seq ?? 0;
  }
}
