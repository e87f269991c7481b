import type { ConversationSummary, Message } from '#shared/contract/conversations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { allows } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

const TITLE_LENGTH = 80;

interface ConversationRow {
  id: string;
  title: string;
  created_at: Date;
  updated_at: Date;
}

interface MessageRow {
  id: string;
  seq: number;
  role: 'user' | 'assistant';
  content: string;
  metadata: Partial<Pick<Message, 'mode' | 'model' | 'citations' | 'unsupported' | 'usage' | 'interrupted'>>;
  created_at: Date;
}

const CONVERSATION = sql`id, title, created_at, updated_at`;

/** Conversations and their messages. Every function answers `CONVERSATION_NOT_FOUND` alike for what is not there and not the caller's. */
export function createConversationStore({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }) {
  async function own(tx: Transaction, principal: Principal, id: string): Promise<ConversationRow> {
    const row = await tx.maybe<ConversationRow>(sql`SELECT ${CONVERSATION} FROM conversations WHERE id = ${id} AND user_id = ${principal.userId}`);
    if (!row) throw new MillwrightError('CONVERSATION_NOT_FOUND');
    return row;
  }

  async function insertMessage(tx: Transaction, principal: Principal, conversationId: string, message: Message): Promise<void> {
    const { id, role, content, createdAt, mode, model, citations, unsupported, usage, interrupted } = message;
    const metadata = JSON.stringify(role === 'user' ? {} : { mode, model, citations, unsupported, usage, interrupted });
    await tx.run(sql`
      INSERT INTO messages (id, tenant_id, conversation_id, seq, role, content, token_count, metadata, created_at)
      SELECT ${id}, ${principal.tenantId}, ${conversationId}, coalesce(max(seq), 0) + 1, ${role}, ${content}, ${usage?.completionTokens ?? null}, ${metadata}::jsonb, ${createdAt}::timestamptz
      FROM messages WHERE conversation_id = ${conversationId}`);
    await tx.run(sql`UPDATE conversations SET updated_at = ${clock.now()} WHERE id = ${conversationId}`);
  }

  async function replacedSeq(tx: Transaction, conversationId: string, messageId: string): Promise<number> {
    const row = await tx.maybe<{ seq: number }>(sql`SELECT seq FROM messages WHERE id = ${messageId} AND conversation_id = ${conversationId} AND role = 'user'`);
    if (!row) throw new MillwrightError('MESSAGE_NOT_FOUND');
    return row.seq;
  }

  return {
    async create(principal: Principal, title: string): Promise<ConversationSummary> {
      const now = clock.now();
      const row = await database.withTenant(principal, (tx) =>
        tx.one<ConversationRow>(sql`
          INSERT INTO conversations (id, tenant_id, user_id, title, created_at, updated_at)
          VALUES (${crypto.uuid()}, ${principal.tenantId}, ${principal.userId}, ${title}, ${now}, ${now}) RETURNING ${CONVERSATION}`),
      );
      return summary(row);
    },

    async list(principal: Principal, query: string | undefined): Promise<ConversationSummary[]> {
      const pattern = query ? `%${query.replace(/[\\%_]/g, '\\$&')}%` : null;
      const rows = await database.withTenant(principal, (tx) =>
        tx.rows<ConversationRow>(sql`
          SELECT ${CONVERSATION} FROM conversations c
          WHERE user_id = ${principal.userId} AND (${pattern}::text IS NULL OR title ILIKE ${pattern}
            OR EXISTS (SELECT 1 FROM messages m WHERE m.conversation_id = c.id AND m.content ILIKE ${pattern}))
          ORDER BY updated_at DESC, id LIMIT 500`),
      );
      return rows.map(summary);
    },

    async get(principal: Principal, id: string): Promise<ConversationSummary & { messages: Message[] }> {
      return database.withTenant(principal, async (tx) => {
        const readable = allows(principal.role, 'conversations:read-all') ? await tx.maybe<ConversationRow>(sql`SELECT ${CONVERSATION} FROM conversations WHERE id = ${id}`) : await own(tx, principal, id);
        if (!readable) throw new MillwrightError('CONVERSATION_NOT_FOUND');
        const rows = await tx.rows<MessageRow>(sql`
          SELECT id, seq, role, content, metadata, created_at FROM messages WHERE conversation_id = ${id} AND role IN ('user', 'assistant') ORDER BY seq`);
        return { ...summary(readable), messages: rows.map(toMessage) };
      });
    },

    async rename(principal: Principal, id: string, title: string): Promise<ConversationSummary> {
      return database.withTenant(principal, async (tx) => {
        await own(tx, principal, id);
        return summary(await tx.one<ConversationRow>(sql`UPDATE conversations SET title = ${title} WHERE id = ${id} RETURNING ${CONVERSATION}`));
      });
    },

    async delete(principal: Principal, id: string): Promise<void> {
      await database.withTenant(principal, async (tx) => {
        await own(tx, principal, id);
        await tx.run(sql`DELETE FROM conversations WHERE id = ${id}`);
      });
    },

    /** The messages before a new question (or before the one it replaces). Names the conversation after its first question. */
    async historyFor(principal: Principal, id: string, question: string, replaces: string | undefined): Promise<Message[]> {
      return database.withTenant(principal, async (tx) => {
        const { title } = await own(tx, principal, id);
        const upTo = replaces ? await replacedSeq(tx, id, replaces) : null;
        if (!title) await tx.run(sql`UPDATE conversations SET title = ${titleOf(question)} WHERE id = ${id}`);
        const rows = await tx.rows<MessageRow>(sql`
          SELECT id, seq, role, content, metadata, created_at FROM messages
          WHERE conversation_id = ${id} AND role IN ('user', 'assistant') AND (${upTo}::int IS NULL OR seq < ${upTo}) ORDER BY seq`);
        return rows.map(toMessage);
      });
    },

    /** Adds a question or its answer, unless the conversation was deleted meanwhile. */
    async add(principal: Principal, conversationId: string, message: Message): Promise<void> {
      await database.withTenant(principal, async (tx) => {
        await own(tx, principal, conversationId);
        await insertMessage(tx, principal, conversationId, message);
      });
    },

    /** Puts a question and its answer in the place of an earlier question and all after it, in one step. */
    async replaceFrom(principal: Principal, conversationId: string, replaces: string, question: Message, answer: Message): Promise<void> {
      await database.withTenant(principal, async (tx) => {
        const seq = await replacedSeq(tx, conversationId, replaces);
        await tx.run(sql`DELETE FROM messages WHERE conversation_id = ${conversationId} AND seq >= ${seq}`);
        await insertMessage(tx, principal, conversationId, question);
        await insertMessage(tx, principal, conversationId, answer);
      });
    },
  };
}

function titleOf(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim();
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH - 1).trimEnd()}…`;
}

function summary(row: ConversationRow): ConversationSummary {
  return { id: row.id, title: row.title, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString() };
}

function toMessage(row: MessageRow): Message {
  const { mode, model, citations, unsupported, usage, interrupted } = row.metadata;
  return {
    id: row.id,
    role: row.role,
    content: row.content,
    createdAt: row.created_at.toISOString(),
    mode: mode ?? null,
    model: model ?? null,
    citations: citations ?? [],
    unsupported: unsupported ?? [],
    usage: usage ?? null,
    interrupted: interrupted ?? null,
  };
}
