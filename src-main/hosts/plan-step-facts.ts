import type { AuditEntry } from '#core/audit/index.ts';
import type { PlansDeps } from '#core/plans/index.ts';

type Facts = Pick<AuditEntry, 'tenantId' | 'userId' | 'event' | 'operation' | 'outcome' | 'correlationId' | 'resourceType' | 'resourceId' | 'model' | 'toolsUsed' | 'latencyMs' | 'metadata'>;

/** What is recorded of one step of a plan: who for, which, with what model and tools, how it ended. No word of it. */
export function planStepFacts({ tenantId, userId, planId, key, outcome, ms, facts, correlationId }: Parameters<PlansDeps['recordStep']>[0]): Facts {
  return {
    correlationId, outcome, event: 'plan.step', operation: 'plans.run', tenantId, userId, resourceType: 'plans', resourceId: planId,
    model: facts.model ?? null, toolsUsed: [...(facts.tools ?? [])], latencyMs: Math.round(ms), metadata: { ...facts.metadata, step: key },
  };
}
