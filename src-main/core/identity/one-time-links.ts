import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';

const VALID_MS = 24 * 3_600_000;

/** Secrets that work once: shown to whoever starts Millwright, since they own the machine. Kept in memory as hashes only. */
export interface OneTimeLinks {
  issue(): string;
  valid(token: string): boolean;
  /** True exactly once per issued, unexpired token. */
  redeem(token: string): boolean;
  revokeAll(): void;
}

export function createOneTimeLinks(clock: Clock, crypto: Crypto): OneTimeLinks {
  const expiry = new Map<string, number>();

  function valid(token: string): boolean {
    return (expiry.get(crypto.sha256(token)) ?? 0) > clock.now().getTime();
  }

  return {
    issue() {
      const token = crypto.token(24);
      expiry.set(crypto.sha256(token), clock.now().getTime() + VALID_MS);
      return token;
    },
    valid,
    redeem(token) {
      const usable = valid(token);
      expiry.delete(crypto.sha256(token));
      return usable;
    },
    revokeAll: () => expiry.clear(),
  };
}
