import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { mayDo } from '#core/policy/index.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { asReadBy } from './cited-documents.ts';
import type { CitedDocuments } from './dependencies.ts';
import type { MadeFrom } from './made-from.ts';
import { type MessageRow, toMessage } from './message-rows.ts';
import type { KeptMessage } from './used-documents.ts';

/** A kept answer that can be run again. */
export interface ReplaySource {
  message: KeptMessage;
  made: MadeFrom;
  /** What the model wrote, as it wrote it. */
  written: string;
}

/**
 * An answer in a conversation of the reader's own, or in one that the reader has opened for a written reason. Throws `MESSAGE_NOT_FOUND`, and
 * `ANSWER_NOT_REPLAYABLE` where no model wrote it, it rests on what the reader may no longer read, or too little was kept.
 */
export async function replaySource({ database, cited }: { database: Database; cited: CitedDocuments }, principal: Principal, messageId: string): Promise<ReplaySource> {
  const opened = mayDo(principal, 'conversations:break-glass');
  const row = await database.withTenant(principal, (tx) =>
    tx.maybe<MessageRow>(sql`
      SELECT m.id, m.seq, m.role, m.content, m.metadata, m.created_at FROM messages m JOIN conversations c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
      WHERE m.tenant_id = ${tx.tenantId} AND m.id = ${messageId} AND m.role = 'assistant' AND (c.user_id = ${principal.userId} OR (${opened} AND EXISTS (
        SELECT FROM conversation_openings o WHERE o.tenant_id = m.tenant_id AND o.conversation_id = c.id AND o.opened_by = ${principal.userId})))`),
  );
  if (!row) throw new MillwrightError('MESSAGE_NOT_FOUND');
  const kept = toMessage(row);
  const [message] = await asReadBy(cited, principal, [kept]);
  if (!message || message.content !== kept.content) throw new MillwrightError('ANSWER_NOT_REPLAYABLE', 'This answer rests on a document that you may no longer read, so it cannot be run again for you.');
  const written = kept.made?.raw ?? kept.made?.written;
  if (kept.guardrails?.action === 'masked' || kept.guardrails?.action === 'refused') throw new MillwrightError('ANSWER_NOT_REPLAYABLE', 'Words of this answer were withheld and are not kept, so there is nothing to compare with.');
  if (!kept.made || written === undefined) throw new MillwrightError('ANSWER_NOT_REPLAYABLE');
  return { message, made: kept.made, written };
}
