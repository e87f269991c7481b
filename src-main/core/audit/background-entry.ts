import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { AuditEntry } from './entry.ts';

type Known = 'tenantId' | 'event' | 'operation' | 'resourceType' | 'resourceId';

/** Makes records of what runs beside the calls: what a caller would bring is empty unless given, and the hash is that of the resource's id. */
export type BackgroundEntry = (given: Pick<AuditEntry, Known> & Partial<AuditEntry>) => AuditEntry;

export function createBackgroundEntry({ crypto, clock }: { crypto: Crypto; clock: Clock }): BackgroundEntry {
  return (given) => ({
    id: crypto.uuid(), userId: null, sessionId: null, outcome: 'ok', correlationId: crypto.uuid(), model: null, toolsUsed: [],
    requestHash: crypto.sha256(given.resourceId ?? ''), latencyMs: null, metadata: {}, occurredAt: clock.now(), ...given,
  });
}
