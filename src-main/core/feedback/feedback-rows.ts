import type { InputOf } from '#shared/contract/define-operations.ts';
import type { Feedback, feedback } from '#shared/contract/feedback.ts';
import type { Citation } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

interface AnswerRow {
  conversation_id: string;
  question: string | null;
  answer: string;
  metadata: { model?: string | null; citations?: Citation[]; used?: { label: Label }[]; made?: object | null };
}

/** A kept answer of the person's own, with the question before it. */
export function ownAnswer(tx: Transaction, userId: string, messageId: string): Promise<AnswerRow | undefined> {
  return tx.maybe<AnswerRow>(sql`
    SELECT m.conversation_id, m.content AS answer, m.metadata,
      (SELECT q.content FROM messages q WHERE q.tenant_id = m.tenant_id AND q.conversation_id = m.conversation_id AND q.role = 'user' AND q.seq < m.seq ORDER BY q.seq DESC LIMIT 1) AS question
    FROM messages m JOIN conversations c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
    WHERE m.tenant_id = ${tx.tenantId} AND m.id = ${messageId} AND m.role = 'assistant' AND c.user_id = ${userId}`);
}

interface Given {
  id: string;
  tenantId: string;
  userId: string;
  label: Label | null;
  at: Date;
  answer: AnswerRow;
  said: InputOf<(typeof feedback)['give']>;
}

export async function putFeedback(tx: Transaction, { id, tenantId, userId, label, at, answer, said }: Given): Promise<void> {
  const { model = null, citations = [], made = null } = answer.metadata;
  await tx.run(sql`
    INSERT INTO feedback (id, tenant_id, user_id, conversation_id, message_id, verdict, reason, correction, question, answer, model, label, citations, made, created_at)
    VALUES (${id}, ${tenantId}, ${userId}, ${answer.conversation_id}, ${said.messageId}, ${said.verdict}, ${said.reason ?? null}, ${said.correction || null},
      ${answer.question ?? ''}, ${answer.answer}, ${model}, ${label}, ${JSON.stringify(citations)}::jsonb, ${made === null ? null : JSON.stringify(made)}::jsonb, ${at})
    ON CONFLICT (tenant_id, message_id, user_id) DO UPDATE SET verdict = excluded.verdict, reason = excluded.reason, correction = excluded.correction, created_at = excluded.created_at`);
}

interface FeedbackRow extends Pick<Feedback, 'id' | 'verdict' | 'reason' | 'correction' | 'question' | 'answer' | 'model' | 'label'> {
  citations: Citation[];
  prompt_sha256: string | null;
  model_sha256: string | null;
  name: string;
  document_ids: string[];
  created_at: Date;
}

/** With the documents that the answer was made from. */
export interface ReadFeedback extends Feedback {
  documentIds: string[];
}

const MOST = 2_000;

/** Latest first; only of answers made from nothing but what has one of these labels now. */
export async function feedbackRows(tx: Transaction, labels: readonly Label[], { verdict = null, reason = null }: { verdict?: Feedback['verdict'] | null; reason?: Feedback['reason'] } = {}): Promise<ReadFeedback[]> {
  const rows = await tx.rows<FeedbackRow>(sql`
    SELECT f.id, f.verdict, f.reason, f.correction, f.question, f.answer, f.model, f.label, f.citations, f.created_at, u.display_name AS name,
      f.made->>'promptSha256' AS prompt_sha256, f.made->>'modelSha256' AS model_sha256,
      ARRAY(SELECT s.document_id::text FROM answer_sources s WHERE s.tenant_id = f.tenant_id AND s.message_id = f.message_id) AS document_ids
    FROM feedback f JOIN users u ON u.tenant_id = f.tenant_id AND u.id = f.user_id
    WHERE f.tenant_id = ${tx.tenantId} AND (f.label IS NULL OR f.label = ANY(${[...labels]}::text[])) AND (${verdict}::text IS NULL OR f.verdict = ${verdict}) AND (${reason}::text IS NULL OR f.reason = ${reason})
      AND NOT EXISTS (SELECT FROM answer_sources s JOIN documents d ON d.tenant_id = s.tenant_id AND d.id = s.document_id
        WHERE s.tenant_id = f.tenant_id AND s.message_id = f.message_id AND NOT d.label = ANY(${[...labels]}::text[]))
    ORDER BY f.created_at DESC, f.id LIMIT ${MOST}`);
  return rows.map(({ citations, prompt_sha256, model_sha256, name, document_ids, created_at, ...rest }) => ({
    ...rest,
    documentIds: [...new Set([...document_ids, ...citations.map(({ document }) => document.id)])],
    promptSha256: prompt_sha256,
    modelSha256: model_sha256,
    sources: citations.map(({ document, page, section, quote }) => ({ file: document.filename, page, section, quote })),
    by: name,
    at: created_at.toISOString(),
  }));
}
