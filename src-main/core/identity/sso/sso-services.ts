import { MillwrightError } from '#shared/contract/errors.ts';
import type { AuditEvent } from '#shared/contract/audit-events.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { Egress } from '#core/ports/egress.ts';
import { type Claims, type IdentityProvider, type ProviderClient, TokenRefused, type Tokens } from '#core/ports/identity-provider.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import type { SystemBrowser } from '#core/ports/system-browser.ts';
import type { Pins } from '../offline/pins.ts';
import { mapClaims, namesGroups } from './claim-mapping.ts';
import { createDocumentsCache, type DocumentsCache } from './provider-documents.ts';
import { type Admitted, createSsoAccounts, type SsoAccounts } from './sso-accounts.ts';
import { createSsoStore, type SsoSettings, type SsoStore } from './sso-settings.ts';

export interface SsoPorts {
  database: Database;
  secrets: Secrets;
  egress: Egress;
  provider: IdentityProvider;
  systemBrowser: SystemBrowser | null;
  crypto: Crypto;
  clock: Clock;
  /** Records what happens outside a call. */
  record(event: AuditEvent, tenantId: string, userId: string, metadata: Record<string, string>): void;
}

/** What every part of signing in at a provider needs. */
export interface SsoServices extends SsoPorts {
  store: SsoStore;
  cache: DocumentsCache;
  accounts: SsoAccounts;
}

export function createSsoServices(ports: SsoPorts, grants: Pick<Pins, 'renewGrant'>): SsoServices {
  const store = createSsoStore(ports);
  return { ...ports, store, cache: createDocumentsCache({ ...ports, store }), accounts: createSsoAccounts({ ...ports, grants }) };
}

export async function clientOf({ cache }: SsoServices, settings: SsoSettings): Promise<ProviderClient> {
  const { issuer, clientId, clientSecret, scopes } = settings;
  return { issuer, clientId, clientSecret, scopes, documents: await cache.of(settings) };
}

/** What the provider says of the person whose tokens these are: checked, and with the groups fetched where the ID token has none. */
export async function claimsOf(services: SsoServices, settings: SsoSettings, tokens: Tokens, nonce?: string): Promise<Claims> {
  const { cache, provider } = services;
  const claims = await cache.verify(settings, tokens.idToken, { audiences: [settings.clientId], accessToken: false, ...(nonce === undefined ? {} : { nonce }) });
  const client = await clientOf(services, settings);
  if (namesGroups(claims, settings.claims) || typeof client.documents.metadata['userinfo_endpoint'] !== 'string') return claims;
  // What the signed token says counts before what is said beside it.
  return { ...(await provider.userInfo(client, tokens.accessToken, String(claims['sub']))), ...claims };
}

/** The person that claims stand for. Throws `SSO_REFUSED` for one of another plant and `SSO_NO_ROLE`. */
export function admitted(settings: SsoSettings, claims: Claims): Admitted {
  const person = mapClaims(claims, settings.claims, settings.groups);
  if (person.subject === null || !person.ofThisPlant) throw new MillwrightError('SSO_REFUSED', undefined, { detail: 'not of this plant' });
  if (person.role === null) throw new MillwrightError('SSO_NO_ROLE');
  return { ...person, subject: person.subject, role: person.role };
}

/** Runs `work`; why a token was refused goes to the log, and `code` to the caller. */
export async function refusedAs<T>(code: 'SSO_REFUSED' | 'UNAUTHENTICATED', work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TokenRefused) throw new MillwrightError(code, undefined, { detail: error.reason, cause: error });
    throw error;
  }
}
