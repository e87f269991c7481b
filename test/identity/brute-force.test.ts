import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CallFailed } from '#core/pipeline/index.ts';
import { addPerson, ADMIN_PASSWORD } from '#test/support/test-core.ts';
import { codeOf, DAY, MINUTE, openSsoPlant, session, type SsoPlant } from './open-sso.ts';

const PIN = '271828';
/** Guesses that come while an account is locked, beside those that wait for its end. */
const HASTY = 400;
let sso: SsoPlant;

beforeAll(async () => {
  sso = await openSsoPlant();
  await addPerson(sso.plant, sso.admin, 'Lena', 'user');
  const { token } = await sso.signIn('uma');
  await sso.plant.call('offline.setPin', { pin: PIN }, session(token));
  await sso.provider.stop();
});
afterAll(() => sso.close());
beforeEach(() => {
  sso.time.ahead = 0;
});

/** Guesses as fast as the lock allows for a day; how many guesses were looked at. */
async function guessForADay(guess: (n: number) => Promise<unknown>): Promise<number> {
  let looked = 0;
  for (let n = 0; sso.time.ahead < DAY; n += 1) {
    const failure = await guess(n).then(() => null, (error: unknown) => error as CallFailed);
    if (failure === null) throw new Error('a guess was right');
    const { code, retryAfter } = failure.body();
    if (code === 'SIGN_IN_FAILED') looked += 1;
    else if (code === 'ACCOUNT_LOCKED') sso.time.ahead += (retryAfter ?? 0) * 1_000;
    else throw failure;
  }
  return looked;
}

const WAYS: [string, (n: number) => Promise<unknown>, () => Promise<unknown>][] = [
  ['a password', (n) => sso.plant.call('auth.signIn', { name: 'Lena', password: `guess ${n}` }), () => sso.plant.call('auth.signIn', { name: 'Lena', password: ADMIN_PASSWORD })],
  ['a PIN', (n) => sso.plant.call('offline.signIn', { name: 'uma', pin: String(100_000 + n) }), () => sso.plant.call('offline.signIn', { name: 'uma', pin: PIN })],
];

test.each(WAYS)('whoever guesses %s gets some 35 tries in a day, so that 10,000 take most of a year', async (_what, guess, right) => {
  expect(await guessForADay(guess)).toBeLessThanOrEqual(40);
  for (let n = 0; n < 3; n += 1) await guess(n).catch(() => undefined);
  const hasty = await Promise.all(Array.from({ length: HASTY }, (_, n) => codeOf(guess(n))));
  expect(hasty.filter((code) => code === 'ACCOUNT_LOCKED').length).toBeGreaterThanOrEqual(HASTY - 1);
  expect(hasty).not.toContain('ok');
  sso.time.ahead += 61 * MINUTE;
  expect(await codeOf(right())).toBe('ok');
}, 600_000);
