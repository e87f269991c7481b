import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { PendingSignIn } from '#core/ports/identity-provider.ts';

const VALID_MS = 10 * 60_000;
/** Strangers begin sign-ins; the oldest give way. */
const MOST = 1_000;

export type Begun =
  | { kind: 'browser'; tenantId: string; pending: PendingSignIn }
  | { kind: 'device'; tenantId: string; deviceCode: string; intervalMs: number; askedAt: number };

/** Sign-ins that wait for the provider's answer. What begins one gets a secret, and only its holder can end it, once. */
export interface PendingSignIns {
  keep(begun: Begun): string;
  see(binding: string): Begun | null;
  take(binding: string): Begun | null;
}

export function createPendingSignIns(clock: Clock, crypto: Crypto): PendingSignIns {
  const begun = new Map<string, { what: Begun; until: number }>();

  function see(binding: string): Begun | null {
    const found = begun.get(binding);
    return found && found.until > clock.now().getTime() ? found.what : null;
  }

  return {
    keep(what) {
      const binding = crypto.token(32);
      begun.set(binding, { what, until: clock.now().getTime() + VALID_MS });
      const [oldest] = begun.keys();
      if (begun.size > MOST && oldest !== undefined) begun.delete(oldest);
      return binding;
    },
    see,
    take(binding) {
      const found = see(binding);
      begun.delete(binding);
      return found;
    },
  };
}
