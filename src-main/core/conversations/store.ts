import type { ConversationScope, ConversationSummary, Message } from '#shared/contract/conversations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { OpenRouting } from '#shared/contract/routing.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { reach, visibleLabels } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, TenantScope, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { asReadBy } from './cited-documents.ts';
import type { CitedDocuments } from './dependencies.ts';
import { requireNoHold } from './legal-hold.ts';
import { messagesOf, toMessage } from './message-rows.ts';
import { whoseConversation } from './openings.ts';
import type { KeptMessage } from './used-documents.ts';

const TITLE_LENGTH = 80;

interface ConversationRow {
  id: string;
  title: string;
  metadata: { scope?: ConversationScope };
  created_at: Date;
  updated_at: Date;
}

type Whose = Pick<Principal, 'tenantId' | 'userId'>;

const CONVERSATION = sql`id, title, metadata, created_at, updated_at`;

/** Conversations and their messages. Every function answers `CONVERSATION_NOT_FOUND` alike for what is not there and not the caller's. */
export function createConversationStore({ database, clock, crypto, cited }: { database: Database; clock: Clock; crypto: Crypto; cited: CitedDocuments }) {
  async function own(tx: Transaction, principal: Principal, id: string): Promise<ConversationRow> {
    const row = await tx.maybe<ConversationRow>(sql`SELECT ${CONVERSATION} FROM conversations WHERE id = ${id} AND ${reach(principal, 'conversation', { tenant: sql`tenant_id`, owner: sql`user_id` })}`);
    if (!row) throw new MillwrightError('CONVERSATION_NOT_FOUND');
    return row;
  }

  async function insertMessage(tx: Transaction, principal: Whose, conversationId: string, message: KeptMessage): Promise<void> {
    const { id, role, content, createdAt, mode, model, sentTo, citations, unsupported, usage, budget, interrupted, understood, steps, safety, personalData, guardrails, agent, routed, used, made } = message;
    const metadata = JSON.stringify(role === 'user' ? {} : { mode, model, sentTo, citations, unsupported, usage, budget, interrupted, understood, steps, safety, personalData, guardrails, agent, routed, used, made });
    await tx.run(sql`
      INSERT INTO messages (id, tenant_id, conversation_id, seq, role, content, token_count, metadata, created_at)
      SELECT ${id}, ${principal.tenantId}, ${conversationId}, coalesce(max(seq), 0) + 1, ${role}, ${content}, ${usage?.completionTokens ?? null}, ${metadata}::jsonb, ${createdAt}::timestamptz
      FROM messages WHERE tenant_id = ${tx.tenantId} AND conversation_id = ${conversationId}`);
    await insertSources(tx, principal, conversationId, message);
    await tx.run(sql`UPDATE conversations SET updated_at = ${clock.now()} WHERE tenant_id = ${tx.tenantId} AND id = ${conversationId}`);
  }

  /** What the answer was built on, as it stood: from here on its reader is told when that changes. */
  async function insertSources(tx: Transaction, { tenantId, userId }: Whose, conversationId: string, { id, citations, createdAt }: Message): Promise<void> {
    if (citations.length === 0) return;
    const sources = citations.map(({ document, label }) => ({ document: document.id, filename: document.filename, revision: document.revision, standing: document.standing, label }));
    await tx.run(sql`INSERT INTO answer_sources (tenant_id, message_id, conversation_id, user_id, document_id, filename, revision, label, standing, cited_at)
      SELECT ${tenantId}::uuid, ${id}::uuid, ${conversationId}::uuid, ${userId}::uuid, s.document, s.filename, s.revision, s.label, s.standing, ${createdAt}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(sources)}::jsonb) AS s(document uuid, filename text, revision text, standing text, label text)
      ON CONFLICT DO NOTHING`);
  }

  /** Told after the commit: what changed while the answer was being written is found then. */
  function noteKept({ tenantId }: Whose, { citations }: Message): void {
    if (citations.length > 0) cited.kept(tenantId, citations.map(({ document }) => document.id));
  }

  async function replacedSeq(tx: Transaction, conversationId: string, messageId: string): Promise<number> {
    const row = await tx.maybe<{ seq: number }>(sql`SELECT seq FROM messages WHERE tenant_id = ${tx.tenantId} AND id = ${messageId} AND conversation_id = ${conversationId} AND role = 'user'`);
    if (!row) throw new MillwrightError('MESSAGE_NOT_FOUND');
    return row.seq;
  }

  return {
    async create(principal: Principal, title: string, scope: ConversationScope | undefined): Promise<ConversationSummary> {
      const now = clock.now();
      const row = await database.withTenant(principal, (tx) =>
        tx.one<ConversationRow>(sql`
          INSERT INTO conversations (id, tenant_id, user_id, title, metadata, created_at, updated_at)
          VALUES (${crypto.uuid()}, ${principal.tenantId}, ${principal.userId}, ${title}, ${JSON.stringify({ scope })}::jsonb, ${now}, ${now}) RETURNING ${CONVERSATION}`),
      );
      return summary(row);
    },

    async list(principal: Principal, query: string | undefined): Promise<ConversationSummary[]> {
      const pattern = query ? `%${query.replace(/[\\%_]/g, '\\$&')}%` : null;
      const rows = await database.withTenant(principal, (tx) =>
        tx.rows<ConversationRow>(sql`
          SELECT ${CONVERSATION} FROM conversations c
          WHERE ${reach(principal, 'conversation', { tenant: sql`tenant_id`, owner: sql`user_id` })} AND (${pattern}::text IS NULL OR title ILIKE ${pattern}
            OR EXISTS (SELECT 1 FROM messages m WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id AND m.content ILIKE ${pattern}
              AND NOT EXISTS (SELECT 1 FROM answer_sources a JOIN documents d ON d.tenant_id = a.tenant_id AND d.id = a.document_id
                WHERE a.tenant_id = m.tenant_id AND a.message_id = m.id AND NOT d.label = ANY(${[...visibleLabels(principal)]}::text[]))
              AND NOT EXISTS (SELECT 1 FROM jsonb_to_recordset(coalesce(m.metadata->'used', '[]')) AS used(id uuid) JOIN documents d ON d.tenant_id = m.tenant_id AND d.id = used.id
                WHERE NOT d.label = ANY(${[...visibleLabels(principal)]}::text[]))))
          ORDER BY updated_at DESC, id LIMIT 500`),
      );
      return rows.map(summary);
    },

    async get(principal: Principal, id: string): Promise<ConversationSummary & { messages: KeptMessage[] }> {
      const found = await database.withTenant(principal, async (tx) => {
        const row = await own(tx, principal, id);
        return { ...summary(row), messages: (await messagesOf(tx, id)).map(toMessage) };
      });
      return { ...found, messages: await asReadBy(cited, principal, found.messages) };
    },

    /** Somebody else's conversation, in which it stays that it was opened, by whom and why. */
    async breakGlass(principal: Principal, id: string, reason: string) {
      const opened = await database.withTenant(principal, async (tx) => {
        const owner = await whoseConversation(tx, principal, id);
        const row = await tx.one<ConversationRow>(sql`SELECT ${CONVERSATION} FROM conversations WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
        const opening = crypto.uuid();
        await tx.run(sql`INSERT INTO conversation_openings (id, tenant_id, conversation_id, owner_id, opened_by, reason, opened_at)
          VALUES (${opening}, ${principal.tenantId}, ${id}, ${owner.id}, ${principal.userId}, ${reason}, ${clock.now()})`);
        return { opening, conversation: { ...summary(row), owner, messages: (await messagesOf(tx, id)).map(toMessage) } };
      });
      const messages = await asReadBy(cited, principal, opened.conversation.messages);
      return { opening: opened.opening, conversation: { ...opened.conversation, messages } };
    },

    async rename(principal: Principal, id: string, title: string): Promise<ConversationSummary> {
      return database.withTenant(principal, async (tx) => {
        await own(tx, principal, id);
        return summary(await tx.one<ConversationRow>(sql`UPDATE conversations SET title = ${title} WHERE tenant_id = ${tx.tenantId} AND id = ${id} RETURNING ${CONVERSATION}`));
      });
    },

    async limit(principal: Principal, id: string, scope: ConversationScope): Promise<ConversationSummary> {
      return database.withTenant(principal, async (tx) => {
        await own(tx, principal, id);
        return summary(
          await tx.one<ConversationRow>(sql`UPDATE conversations SET metadata = metadata || ${JSON.stringify({ scope })}::jsonb WHERE tenant_id = ${tx.tenantId} AND id = ${id} RETURNING ${CONVERSATION}`),
        );
      });
    },

    /** What the caller's own conversation is limited to. */
    async scopeOf(principal: Principal, id: string): Promise<ConversationScope> {
      return summary(await database.withTenant(principal, (tx) => own(tx, principal, id))).scope;
    },

    async delete(principal: Principal, id: string): Promise<void> {
      await database.withTenant(principal, async (tx) => {
        await own(tx, principal, id);
        await requireNoHold(tx, principal.userId);
        await tx.run(sql`DELETE FROM conversations WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
      });
    },

    /** The messages before a new question (or before the one it replaces). Names the conversation after its first question. */
    async historyFor(principal: Principal, id: string, question: string, replaces: string | undefined): Promise<KeptMessage[]> {
      const messages = await database.withTenant(principal, async (tx) => {
        const { title } = await own(tx, principal, id);
        if (replaces) await requireNoHold(tx, principal.userId);
        const upTo = replaces ? await replacedSeq(tx, id, replaces) : null;
        if (!title) await tx.run(sql`UPDATE conversations SET title = ${titleOf(question)} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
        const rows = await messagesOf(tx, id, { before: upTo });
        return rows.map(toMessage);
      });
      return asReadBy(cited, principal, messages);
    },

    /** What was left open about whom a question is for, if it was asked in these words. */
    async leftOpen(principal: Principal, id: string, questionId: string, words: string): Promise<OpenRouting | null> {
      return database.withTenant(principal, async (tx) => {
        const [question, answer] = await messagesOf(tx, id, { after: (await replacedSeq(tx, id, questionId)) - 1, limit: 2 });
        return question?.content === words && answer?.role === 'assistant' ? (answer.metadata.routed ?? null) : null;
      });
    },

    /** Adds a question or its answer, unless the conversation was deleted meanwhile. */
    async add(principal: Principal, conversationId: string, message: KeptMessage): Promise<void> {
      await database.withTenant(principal, async (tx) => {
        await own(tx, principal, conversationId);
        await insertMessage(tx, principal, conversationId, message);
      });
      noteKept(principal, message);
    },

    /**
     * Adds an answer that goes on by itself, for its person whatever they may do now, if `also` agrees in the same transaction. False where
     * it does not, or the conversation was deleted meanwhile.
     */
    async conclude(whose: TenantScope & { userId: string }, conversationId: string, message: KeptMessage, also: (tx: Transaction) => Promise<boolean>): Promise<boolean> {
      const kept = await database.withTenant(whose, async (tx) => {
        const there = await tx.maybe(sql`SELECT id FROM conversations WHERE tenant_id = ${tx.tenantId} AND id = ${conversationId} AND user_id = ${whose.userId}`);
        if (!there || !(await also(tx))) return false;
        await insertMessage(tx, whose, conversationId, message);
        return true;
      });
      if (kept) noteKept(whose, message);
      return kept;
    },

    /** Puts a question and its answer in the place of an earlier question and all after it, in one step. */
    async replaceFrom(principal: Principal, conversationId: string, replaces: string, question: KeptMessage, answer: KeptMessage): Promise<void> {
      await database.withTenant(principal, async (tx) => {
        const seq = await replacedSeq(tx, conversationId, replaces);
        await tx.run(sql`DELETE FROM answer_sources WHERE tenant_id = ${tx.tenantId} AND message_id IN (SELECT id FROM messages WHERE tenant_id = ${tx.tenantId} AND conversation_id = ${conversationId} AND seq >= ${seq})`);
        await tx.run(sql`DELETE FROM messages WHERE tenant_id = ${tx.tenantId} AND conversation_id = ${conversationId} AND seq >= ${seq}`);
        await insertMessage(tx, principal, conversationId, question);
        await insertMessage(tx, principal, conversationId, answer);
      });
      noteKept(principal, answer);
    },
  };
}

function titleOf(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim();
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH - 1).trimEnd()}…`;
}

function summary(row: ConversationRow): ConversationSummary {
  return { id: row.id, title: row.title, createdAt: row.created_at.toISOString(), updatedAt: row.updated_at.toISOString(), scope: row.metadata.scope ?? { collections: [], documents: [] } };
}
