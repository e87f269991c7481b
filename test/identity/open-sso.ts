import type { Clock } from '#core/ports/clock.ts';
import { CallFailed, type Credential } from '#core/pipeline/index.ts';
import { SSO_DEFAULTS, type SsoConfig } from '#shared/contract/sso.ts';
import { browse, CLIENT_ID, startProvider, type TestProvider } from '#test/support/oidc/start-provider.ts';
import type { OpenCoreOptions } from '#hosts/compose.ts';
import { openTestCore, session, setUpPlant, type TestCore } from '#test/support/test-core.ts';

export const AUDIENCE = 'https://mill.example/api';
export const ORIGIN = 'http://127.0.0.1:7423';
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** A plant whose people sign in at a real provider, with a clock that a test can move. */
export interface SsoPlant {
  plant: TestCore;
  provider: TestProvider;
  admin: Credential;
  config: SsoConfig;
  time: { ahead: number };
  /** Takes effect with the next start. */
  machine: { id: string };
  signIn(person: string): Promise<{ token: string; identity: { user: { id: string; name: string; role: string } } }>;
  close(): Promise<void>;
}

export async function openSsoPlant({ outbound = [], ...options }: Pick<Partial<OpenCoreOptions>, 'outbound' | 'logger'> = {}): Promise<SsoPlant> {
  const provider = await startProvider();
  provider.people.set('ada', { name: 'Ada Lovelace', email: 'ada@mill.example', groups: ['mw-admins', 'staff'] });
  provider.people.set('uma', { name: 'Uma Ek', email: 'uma@mill.example', groups: ['operators'] });
  provider.people.set('nob', { name: 'No Body', email: 'nob@mill.example', groups: ['canteen'] });
  const time = { ahead: 0 };
  const clock: Clock = { now: () => new Date(Date.now() + time.ahead), elapsed: () => performance.now() };
  const machine = { id: '1'.repeat(32) };
  const plant = await openTestCore(undefined, {
    ...options, outbound: [provider.issuer, ...outbound], clock,
    get machineId() {
      return machine.id;
    },
  });
  const admin = await setUpPlant(plant);
  const config: SsoConfig = {
    ...SSO_DEFAULTS, issuer: provider.issuer, clientId: CLIENT_ID, label: 'Mill account',
    groups: { admin: ['mw-admins'], user: ['operators'] }, audiences: [AUDIENCE],
  };
  await plant.call('sso.configure', config, admin);
  return {
    plant, provider, admin, config, time, machine,
    async signIn(person) {
      provider.nextPerson = person;
      const { address, binding } = await plant.call<{ address: string; binding: string }>('sso.begin', { origin: ORIGIN });
      const back = await browse(address);
      return plant.call('sso.complete', { binding, query: back.search.slice(1) });
    },
    async close() {
      await plant.close();
      await provider.stop();
    },
  };
}

export { session };

export async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: unknown) => (error instanceof CallFailed ? error.error.code : String(error)),
  );
}
