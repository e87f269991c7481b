import { hash, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '#core/ports/crypto.ts';

/** Cost of one hash. The defaults are OWASP's second choice for argon2id: 19 MiB, two passes, one lane. */
export interface Argon2Cost {
  memoryKiB: number;
  passes: number;
}

/** Argon2id (RFC 9106) on the thread pool. The salt (16 bytes) and the cost travel in the PHC string, so either may change later. */
export function createArgon2Hasher({ memoryKiB, passes }: Argon2Cost = { memoryKiB: 19_456, passes: 2 }): PasswordHasher {
  // Argon2id is the library's default algorithm; its enum has no value where modules are compiled one by one.
  const options = { memoryCost: memoryKiB, timeCost: passes, parallelism: 1 };
  let nobodys: Promise<string> | undefined;

  /** Spends the time of a real check, so that an unknown name or a broken hash answers no sooner than a wrong password. */
  async function pretend(password: string): Promise<false> {
    nobodys ??= hash('nobody has this password', options);
    await verify(await nobodys, password);
    return false;
  }

  return {
    hash: (password) => hash(password, options),
    async verify(stored, password) {
      if (stored === null) return pretend(password);
      return verify(stored, password).catch(() => pretend(password));
    },
  };
}
