import { type AuditTrail, createBackgroundEntry } from '#core/audit/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { type AttemptEnd, beginAttempt, type DeliveryRow, endAttempt } from './delivery-rows.ts';
import { MOST_ATTEMPTS, pauseAfter } from './pause-after.ts';
import type { Sent, SendNotice } from './send-notice.ts';

export interface DeliverDeps {
  database: Database;
  send: SendNotice;
  trail: AuditTrail;
  clock: Clock;
  crypto: Crypto;
  random: () => number;
}

/** Makes the next attempt for one notice and writes down what came of it. Rejects where the signal ends it: it is then made again later. */
export type Deliver = (tenantId: string, id: string, signal: AbortSignal) => Promise<void>;

export function createDeliver({ database, send, trail, clock, crypto, random }: DeliverDeps): Deliver {
  const entry = createBackgroundEntry({ crypto, clock });
  const later = (milliseconds: number): Date => new Date(clock.now().getTime() + milliseconds);

  function endOf({ kind, attempts }: DeliveryRow, sent: Sent): AttemptEnd {
    const { host } = sent;
    if (sent.end === 'delivered') return { state: 'delivered', host, sentence: null, nextAt: null };
    // Somebody looks at how a test went.
    if (sent.end === 'refused' || kind === 'test' || attempts >= MOST_ATTEMPTS) return { state: 'dead', host, sentence: sent.sentence, nextAt: null };
    return { state: 'waiting', host, sentence: sent.sentence, nextAt: later(Math.max(pauseAfter(attempts, random), Math.min(sent.retryAfterMs ?? 0, LONGEST_ASKED_MS))) };
  }

  return async (tenantId, id, signal) => {
    const scope = { tenantId, userId: null };
    const row = await database.withTenant(scope, (tx) => beginAttempt(tx, id, (attempts) => later(pauseAfter(attempts, random))));
    if (row === null) return;
    const began = clock.elapsed();
    const end = endOf(row, await send(tenantId, row, signal));
    await database.withTenant(scope, (tx) => endAttempt(tx, id, end, clock.now()));
    const { kind, channel, attempts, correlation_id: correlationId } = row;
    await trail.write(entry({
      tenantId, correlationId, event: 'notice.sent', operation: 'notices.deliver', resourceType: 'notices', resourceId: id, outcome: end.state === 'delivered' ? 'ok' : 'failed',
      latencyMs: Math.round(clock.elapsed() - began), metadata: { kind, channel, host: end.host, attempt: attempts, state: end.state },
    }));
  };
}

/** Whoever asks for a longer pause is asked again by an admin. */
const LONGEST_ASKED_MS = 6 * 3_600_000;
