import type { AuditEntry } from '#core/audit/index.ts';
import type { ContinuationDeps } from '#core/conversations/index.ts';

type Facts = Pick<AuditEntry, 'tenantId' | 'userId' | 'event' | 'operation' | 'outcome' | 'correlationId' | 'resourceType' | 'resourceId' | 'model' | 'toolsUsed' | 'latencyMs' | 'metadata'>;

/** What is recorded of an answer that goes on after a decision, under the reference of its question. No word of it. */
export function continuedFacts({ tenantId, userId, correlationId, approvalId, conversationId, outcome, ms, facts }: Parameters<ContinuationDeps['record']>[0]): Facts {
  return {
    correlationId, outcome, event: 'agent.continued', operation: 'conversations.goOn', tenantId, userId, resourceType: 'conversations', resourceId: conversationId,
    model: facts.model ?? null, toolsUsed: [...(facts.tools ?? [])], latencyMs: ms === null ? null : Math.round(ms), metadata: { ...facts.metadata, approval: approvalId },
  };
}
