import { MillwrightError } from '#shared/contract/errors.ts';
import type { Proof } from '#shared/contract/approvals.ts';
import type { Principal } from '#core/pipeline/call.ts';
import type { LocalAccounts } from './local-accounts.ts';
import type { Pins } from './offline/pins.ts';
import type { SecondFactors } from './second-factor/second-factors.ts';

/**
 * Makes sure that it is still the person who signed in, before something that cannot be taken back. The owner of the machine, at its
 * command line, has shown more than any password. Throws `PROOF_NEEDED`, `SIGN_IN_FAILED`, `ACCOUNT_LOCKED`, `CODE_NEEDED` or `CODE_WRONG`.
 */
export type Reauthenticate = (principal: Principal, proof: Proof) => Promise<void>;

interface Dependencies {
  accounts: LocalAccounts;
  secondFactors: SecondFactors;
  pins: Pick<Pins, 'checkOf'>;
}

export function createReauthenticate({ accounts, secondFactors, pins }: Dependencies): Reauthenticate {
  async function byPassword({ tenantId, userName }: Principal, password: string, code: string | undefined): Promise<void> {
    const account = await accounts.check(tenantId, userName, password);
    const second = await secondFactors.check(tenantId, account.id, code);
    if (second === 'missing') throw new MillwrightError('CODE_NEEDED');
    if (second !== 'wrong') return;
    await accounts.countFailure(tenantId, account);
    throw new MillwrightError('CODE_WRONG');
  }

  return async (principal, { password, code, pin }) => {
    if (principal.via === 'owner') return;
    if (principal.signedIn.method === 'local') {
      if (password === undefined) throw new MillwrightError('PROOF_NEEDED');
      return byPassword(principal, password, code);
    }
    if (pin === undefined) throw new MillwrightError('PROOF_NEEDED', 'Enter your PIN. Where you have none, set one among your own settings.');
    return pins.checkOf(principal.tenantId, principal.userId, pin);
  };
}
