import { MillwrightError } from '#shared/contract/errors.ts';
import type { PasswordHasher } from '#core/ports/crypto.ts';
import type { PasswordJudge } from '#core/ports/password-judge.ts';

const PRODUCT = 'millwright';

/** What a password that somebody sets goes through before it counts. */
export interface NewPasswords {
  /** Its hash. Throws `PASSWORD_GUESSABLE` for a common one, or one that is little more than a name `near` it. */
  hash(password: string, near: readonly string[]): Promise<string>;
}

export function createNewPasswords({ hasher, judge }: { hasher: PasswordHasher; judge: PasswordJudge }): NewPasswords {
  return {
    async hash(password, near) {
      if (judge.guessable(password, [PRODUCT, ...near])) throw new MillwrightError('PASSWORD_GUESSABLE');
      return hasher.hash(password);
    },
  };
}
