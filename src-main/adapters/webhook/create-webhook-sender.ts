import { createHmac } from 'node:crypto';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import { type Egress, EgressFault, type OpenAnswer } from '#core/ports/egress.ts';
import type { SendEnd, WebhookSender } from '#core/ports/outgoing-notices.ts';

const LONGEST_MS = 10_000;
/** Nothing is read of an answer but its status. */
const LARGEST_ANSWER = 64 * 1024;
/** Statuses that say "not now": request time-out, too early, too many requests (RFC 9110, 8470, 6585). */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);

const FAULTS: Record<EgressFault['problem'], SendEnd> = {
  'unreachable': { end: 'failed', sentence: 'The receiver does not answer, or broke off.' },
  'too-large': { end: 'failed', sentence: 'The receiver does not answer, or broke off.' },
  'wrong-network': { end: 'refused', sentence: 'The name of the receiver stands for an address outside of the network that is set for it.' },
};

/** Posts JSON with a signature that the receiver can check. Never follows a redirection. */
export function createWebhookSender({ egress, clock }: { egress: Egress; clock: Clock }): WebhookSender {
  return {
    async send({ id, url, reach, secret, body }, signal) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
      const timestamp = String(Math.floor(clock.now().getTime() / 1000));
      const headers = {
        'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)), 'user-agent': 'Millwright', 'idempotency-key': id,
        'millwright-event': id, 'millwright-timestamp': timestamp, 'millwright-signature': `v1=${signatureOf(secret, timestamp, body)}`,
      };
      try {
        const answer = await egress.askOpen(url, { method: 'POST', headers, body, reach, maxBytes: LARGEST_ANSWER }, within);
        await leave(answer);
        return endOf(answer);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof EgressFault) return FAULTS[error.problem];
        if (error instanceof MillwrightError && error.code === 'EGRESS_REFUSED') return { end: 'refused', sentence: 'This machine may not contact the receiver. Its owner allows it with --outbound.' };
        if (within.aborted) return { end: 'failed', sentence: 'The receiver did not answer in time.' };
        throw error;
      }
    },
  };
}

/**
 * HMAC-SHA-256 (RFC 2104), hexadecimal, over the time in seconds since 1970, a dot and the body as sent: whoever has the secret can tell that
 * it is from here, unchanged, and not an old one sent again.
 */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}

async function leave({ body }: OpenAnswer): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}

function endOf({ status, headers }: OpenAnswer): SendEnd {
  if (status >= 200 && status < 300) return { end: 'delivered' };
  if (status >= 300 && status < 400) return { end: 'refused', sentence: `The receiver sends on to another address (status ${status}), which is not followed.` };
  const sentence = `The receiver answered with status ${status}.`;
  if (status < 500 && !NOT_NOW.has(status)) return { end: 'refused', sentence };
  const asked = headers['retry-after'];
  return { end: 'failed', sentence, ...(asked !== undefined && /^\d{1,6}$/.test(asked) ? { retryAfterMs: Number(asked) * 1000 } : {}) };
}
