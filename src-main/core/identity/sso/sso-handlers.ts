import { MillwrightError } from '#shared/contract/errors.ts';
import { type SsoConfig, sso } from '#shared/contract/sso.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import type { Call, Principal } from '#core/pipeline/call.ts';
import { TokenRefused, type Tokens } from '#core/ports/identity-provider.ts';
import { findTenant, type IdentityServices, signInAs } from '../auth-handlers.ts';
import { mapClaims } from './claim-mapping.ts';
import { createPendingSignIns } from './pending-sign-ins.ts';
import { admitted, claimsOf, clientOf, refusedAs, type SsoServices } from './sso-services.ts';
import type { SsoSettings } from './sso-settings.ts';

/** The screen that a browser comes back to. Its query never reaches a server of ours but in the call that ends the sign-in. */
const RETURN_PATH = '/signed-in';
/** How long a person may take in the system's browser. */
const SYSTEM_BROWSER_MS = 5 * 60_000;

export function ssoHandlers(identity: IdentityServices, services: SsoServices) {
  const { store, cache, accounts, provider, egress, systemBrowser, clock, crypto } = services;
  const pendingSignIns = createPendingSignIns(clock, crypto);

  async function settingsOf(tenant: string | undefined): Promise<SsoSettings> {
    const found = await findTenant(identity.database, tenant);
    const settings = found && (await store.load(found.id));
    if (!settings) throw new MillwrightError('SSO_NOT_OFFERED');
    return settings;
  }

  async function settingsAgain(tenantId: string): Promise<SsoSettings> {
    const settings = await store.load(tenantId);
    if (!settings) throw new MillwrightError('SSO_NOT_OFFERED');
    return settings;
  }

  async function enter(settings: SsoSettings, tokens: Tokens, nonce: string | undefined, call: Call<Principal | null>) {
    const { tenantId, issuer } = settings;
    const person = admitted(settings, await claimsOf(services, settings, tokens, nonce));
    const userId = await accounts.admit(tenantId, issuer, person, tokens);
    return signInAs(identity, tenantId, userId, call, { method: 'sso', rolesAsOf: clock.now() });
  }

  return bindHandlers(sso, {
    async offered({ tenant }) {
      const by = systemBrowser ? 'system-browser' : 'this-browser';
      const settings = await settingsOf(tenant).catch((error: unknown) => {
        if (error instanceof MillwrightError) return null;
        throw error;
      });
      if (!settings) return { label: null, by, device: false };
      const documents = await store.documents(settings.tenantId);
      return { label: settings.label, by, device: typeof documents?.documents.metadata['device_authorization_endpoint'] === 'string' };
    },

    begin: ({ tenant, origin }, call) =>
      refusedAs('SSO_REFUSED', async () => {
        const settings = await settingsOf(tenant);
        call.note({ tenantId: settings.tenantId });
        const { address, pending } = await provider.begin(await clientOf(services, settings), `${origin.replace(/\/+$/, '')}${RETURN_PATH}`);
        return { address, binding: pendingSignIns.keep({ kind: 'browser', tenantId: settings.tenantId, pending }) };
      }),

    complete: ({ binding, query }, call) =>
      refusedAs('SSO_REFUSED', async () => {
        const begun = pendingSignIns.take(binding);
        if (begun?.kind !== 'browser') throw new TokenRefused('not-begun');
        call.note({ tenantId: begun.tenantId });
        const settings = await settingsAgain(begun.tenantId);
        const tokens = await provider.complete(await clientOf(services, settings), begun.pending, query);
        return enter(settings, tokens, begun.pending.nonce, call);
      }),

    signInHere: ({ tenant }, call) =>
      refusedAs('SSO_REFUSED', async () => {
        const settings = await settingsOf(tenant);
        if (!systemBrowser) throw new MillwrightError('SSO_NOT_OFFERED');
        call.note({ tenantId: settings.tenantId });
        const client = await clientOf(services, settings);
        const expected = await systemBrowser.expect();
        try {
          const { address, pending } = await provider.begin(client, expected.redirectUri);
          systemBrowser.show(address, settings.issuer);
          const query = await expected.query(AbortSignal.any([call.signal, AbortSignal.timeout(SYSTEM_BROWSER_MS)]));
          return await enter(settings, await provider.complete(client, pending, query), pending.nonce, call);
        } finally {
          expected.close();
        }
      }),

    beginDevice: ({ tenant }, call) =>
      refusedAs('SSO_REFUSED', async () => {
        const settings = await settingsOf(tenant);
        call.note({ tenantId: settings.tenantId });
        const { deviceCode, ...shown } = await provider.beginDevice(await clientOf(services, settings));
        const binding = pendingSignIns.keep({ kind: 'device', tenantId: settings.tenantId, deviceCode, intervalMs: shown.intervalSeconds * 1000, askedAt: 0 });
        return { binding, ...shown };
      }),

    pollDevice: ({ binding }, call) =>
      refusedAs('SSO_REFUSED', async () => {
        const begun = pendingSignIns.see(binding);
        if (begun?.kind !== 'device') throw new TokenRefused('not-begun');
        call.note({ tenantId: begun.tenantId });
        const now = clock.now().getTime();
        if (now - begun.askedAt < begun.intervalMs) return { state: 'pending' };
        begun.askedAt = now;
        const settings = await settingsAgain(begun.tenantId);
        const tokens = await provider.pollDevice(await clientOf(services, settings), begun.deviceCode);
        if (tokens === 'pending') return { state: 'pending' };
        pendingSignIns.take(binding);
        return { state: 'signed-in', ...(await enter(settings, tokens, undefined, call)) };
      }),

    async signOut({ origin }, { principal }) {
      const { tenantId, userId, sessionId, signedIn } = principal;
      if (sessionId) await identity.sessions.close(tenantId, sessionId);
      const settings = signedIn.method === 'sso' ? await store.load(tenantId) : null;
      const { idToken } = settings ? await accounts.tokens(tenantId, userId) : { idToken: null };
      if (!settings || idToken === null) return { signedOut: true, address: null };
      const returnTo = origin === undefined ? null : `${origin.replace(/\/+$/, '')}/`;
      const address = provider.signOutAddress(await clientOf(services, settings), { idToken, returnTo });
      if (!systemBrowser || address === null) return { signedOut: true, address };
      systemBrowser.show(address, settings.issuer);
      return { signedOut: true, address: null };
    },

    async settings(_input, { principal }) {
      const settings = await store.load(principal.tenantId);
      const idleLockMinutes = await identity.idleLock.minutes(principal.tenantId);
      if (!settings) return { sso: null, idleLockMinutes };
      const { tenantId: _tenant, clientSecret, ...shown } = settings;
      return { sso: { ...shown, hasSecret: clientSecret !== null }, idleLockMinutes };
    },

    async configure({ clientSecret, ...config }, { principal: { tenantId } }) {
      const secret = clientSecret === undefined ? ((await store.load(tenantId))?.clientSecret ?? null) : clientSecret;
      const fetched = { documents: await describe(config), fetchedAt: clock.now() };
      await store.save({ ...config, tenantId, clientSecret: secret }, fetched);
      cache.forget(tenantId);
      return { configured: true };
    },

    async disable(_input, { principal }) {
      await store.remove(principal.tenantId);
      cache.forget(principal.tenantId);
      return { disabled: true };
    },

    async setIdleLock({ minutes }, { principal }) {
      await identity.idleLock.set(principal.tenantId, minutes);
      return { minutes };
    },

    async tryToken({ token, claims, groups }, { principal: { tenantId } }) {
      const said = provider.peek(token);
      if (!said) throw new MillwrightError('INVALID_INPUT', 'This is not a JSON Web Token: three parts with dots between them.');
      return { mapped: mapClaims(said, claims, groups), signature: await signatureOf(tenantId, token) };
    },
  });

  /** Asks the provider, so that a mistake in the settings shows at once. */
  async function describe({ issuer }: Pick<SsoConfig, 'issuer'>) {
    if (!egress.allows(issuer)) throw new MillwrightError('EGRESS_REFUSED', `This machine may not contact ${issuer}. Its owner allows it by starting Millwright with --outbound and that address.`);
    try {
      return await provider.describe(issuer);
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      throw new MillwrightError('INVALID_INPUT', error.reason === 'issuer' ? 'The provider names itself differently: use the issuer exactly as its discovery document has it.' : 'There is no OpenID Connect provider at this address.', { cause: error });
    }
  }

  async function signatureOf(tenantId: string, token: string): Promise<string> {
    const [settings, documents] = [await store.load(tenantId), await store.documents(tenantId)];
    if (!settings || !documents) return 'no-keys';
    const audiences = [settings.clientId, ...settings.audiences];
    try {
      await provider.verify(documents.documents, token, { issuer: settings.issuer, audiences, accessToken: true, now: clock.now() });
      return 'good';
    } catch (error) {
      if (error instanceof TokenRefused) return error.reason;
      throw error;
    }
  }
}
