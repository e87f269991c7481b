import type { AuditEntry } from '#core/audit/entry.ts';
import type { PlansDeps } from '#core/plans/index.ts';

/** The record of one step of a plan: who for, which, with what model and tools, how it ended. No word of it. */
export function planStepEntry({ tenantId, userId, planId, key, outcome, ms, facts, correlationId }: Parameters<PlansDeps['recordStep']>[0], id: string, requestHash: string, at: Date): AuditEntry {
  return {
    id, requestHash, correlationId, outcome, event: 'plan.step', operation: 'plans.run', tenantId, userId, sessionId: null,
    resourceType: 'plans', resourceId: planId, model: facts.model ?? null, toolsUsed: [...(facts.tools ?? [])], latencyMs: Math.round(ms), metadata: { ...facts.metadata, step: key }, occurredAt: at,
  };
}
