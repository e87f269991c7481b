import type { AuditEntry } from '#core/audit/index.ts';
import type { ComparisonsDeps } from '#core/comparisons/index.ts';

type Facts = Pick<AuditEntry, 'tenantId' | 'userId' | 'event' | 'operation' | 'outcome' | 'correlationId' | 'resourceType' | 'resourceId' | 'model' | 'toolsUsed' | 'latencyMs' | 'metadata'>;

/** What is recorded of one answer of a comparison: who for, which, by what model, how it ended. No word of it. */
export function comparisonFacts({ tenantId, userId, comparisonId, side, place, outcome, ms, facts, correlationId }: Parameters<ComparisonsDeps['recordAnswer']>[0]): Facts {
  return {
    correlationId, outcome, event: 'comparison.answered', operation: 'comparisons.start', tenantId, userId, resourceType: 'comparisons', resourceId: comparisonId,
    model: facts.model ?? null, toolsUsed: [...(facts.tools ?? [])], latencyMs: Math.round(ms), metadata: { ...facts.metadata, side, place },
  };
}
