import type { PasswordHasher } from '#core/ports/crypto.ts';
import type { PasswordJudge } from '#core/ports/password-judge.ts';
import type { Machine } from '#core/ports/machine.ts';
import { createApiKeys } from './api-keys.ts';
import { authHandlers, type IdentityServices } from './auth-handlers.ts';
import { createIdleLock } from './idle-lock.ts';
import { createLocalAccounts, foldName } from './local-accounts.ts';
import { createNewPasswords } from './new-passwords.ts';
import { offlineHandlers } from './offline/offline-handlers.ts';
import { createPins } from './offline/pins.ts';
import { createOneTimeLinks } from './one-time-links.ts';
import { createAuthenticate } from './principals.ts';
import { secondFactorHandlers } from './second-factor/second-factor-handlers.ts';
import { createReauthenticate } from './reauthenticate.ts';
import { createSecondFactors } from './second-factor/second-factors.ts';
import { createSessions } from './sessions.ts';
import { createAuthenticateBearer } from './sso/bearer-jwt.ts';
import { createRoleRefresh } from './sso/role-refresh.ts';
import { ssoHandlers } from './sso/sso-handlers.ts';
import { createSsoServices, type SsoPorts } from './sso/sso-services.ts';

export type IdentityPorts = SsoPorts & { hasher: PasswordHasher; passwordJudge: PasswordJudge; machine: Pick<Machine, 'id'> };

/** Everything about who somebody is: local accounts, sessions, the plant's identity provider, PINs, second factors. */
export function createIdentity(ports: IdentityPorts) {
  const { database, clock, crypto, hasher } = ports;
  const sessions = createSessions(ports);
  const pins = createPins(ports);
  const sso = createSsoServices(ports, pins);
  const refresh = createRoleRefresh(sso);
  const services: IdentityServices = {
    database, sessions, hasher,
    newPasswords: createNewPasswords({ hasher, judge: ports.passwordJudge }),
    accounts: createLocalAccounts(ports),
    links: createOneTimeLinks(clock, crypto),
    setupTokens: createOneTimeLinks(clock, crypto),
    authenticate: createAuthenticate({ ...ports, sessions, keys: createApiKeys(ports), roles: refresh, byBearer: createAuthenticateBearer(sso) }),
    secondFactors: createSecondFactors(ports),
    idleLock: createIdleLock(database),
    typedName: (tenantId, name) => ports.secrets.keyedHash(`${tenantId}\n${foldName(name)}`, 'audit typed name'),
  };
  const operations = [...authHandlers(services), ...ssoHandlers(services, sso), ...offlineHandlers(services, sso, pins, refresh), ...secondFactorHandlers(services, pins)];
  return { services, operations, reauthenticate: createReauthenticate({ ...services, pins }) };
}
