import type { AuditFacts } from '#core/pipeline/call.ts';

/** Told whom a credential concerns as soon as that is known, so that the record of one that is refused lies in their plant. */
export type Concerns = (facts: Pick<AuditFacts, 'tenantId' | 'userId' | 'metadata'>) => void;
