import type { Message } from '#shared/contract/conversations.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { MadeFrom } from './made-from.ts';
import type { KeptMessage, UsedDocument } from './used-documents.ts';

export interface MessageRow {
  id: string;
  seq: number;
  role: 'user' | 'assistant';
  content: string;
  metadata: { used?: UsedDocument[]; made?: MadeFrom | null } & Partial<Pick<Message, 'mode' | 'model' | 'sentTo' | 'citations' | 'unsupported' | 'usage' | 'budget' | 'interrupted' | 'understood' | 'steps' | 'safety' | 'personalData' | 'guardrails' | 'agent' | 'routed'>>;
  created_at: Date;
}

/** Messages of a conversation in their order, behind a place in it (0 for the beginning) and, where one is given, before another. */
export async function messagesOf(tx: Transaction, conversationId: string, { after = 0, before = null, limit = null }: { after?: number; before?: number | null; limit?: number | null } = {}): Promise<MessageRow[]> {
  return tx.rows<MessageRow>(sql`
    SELECT id, seq, role, content, metadata, created_at FROM messages
    WHERE tenant_id = ${tx.tenantId} AND conversation_id = ${conversationId} AND role IN ('user', 'assistant') AND seq > ${after} AND (${before}::int IS NULL OR seq < ${before})
    ORDER BY seq LIMIT ${limit}::int`);
}

export function toMessage(row: MessageRow): KeptMessage {
  const { mode, model, sentTo, citations, unsupported, usage, budget, interrupted, understood, steps, safety, personalData, guardrails, agent, routed, used, made } = row.metadata;
  return {
    id: row.id,
    role: row.role,
    content: row.content,
    createdAt: row.created_at.toISOString(),
    mode: mode ?? null,
    model: model ?? null,
    sentTo: sentTo ?? null,
    citations: citations ?? [],
    unsupported: unsupported ?? [],
    usage: usage ?? null,
    budget: budget ?? null,
    interrupted: interrupted ?? null,
    understood: understood ?? null,
    // Answers of earlier versions do not say how long a search took.
    steps: (steps ?? []).map((step) => ({ ...step, ms: step.ms ?? null })),
    safety: safety ?? [],
    used: used ?? [],
    made: made ?? null,
    gone: false,
    label: null,
    personalData: personalData ?? null,
    guardrails: guardrails ?? null,
    agent: agent ?? null,
    routed: routed ?? null,
  };
}
