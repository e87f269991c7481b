import * as oidc from 'openid-client';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Egress } from '#core/ports/egress.ts';
import { type IdentityProvider, type ProviderClient, type ProviderDocuments, TokenRefused, type Tokens } from '#core/ports/identity-provider.ts';
import { CLOCK_TOLERANCE_SECONDS, peekToken, verifyToken } from './verify-token.ts';

/** OpenID Connect by openid-client and jose; every request goes through `egress`. */
export function createOidcProvider({ egress, clock }: { egress: Egress; clock: Clock }): IdentityProvider {
  const throughEgress: oidc.CustomFetch = async (address, { method, headers, body }) => {
    const answer = await egress.send(address, { method, headers, body: body == null ? null : String(body) });
    const empty = answer.status === 204 || answer.status === 304;
    return new Response(empty ? null : answer.body, { status: answer.status, headers: answer.headers });
  };

  function configure({ clientId, clientSecret, documents, issuer }: ProviderClient): oidc.Configuration {
    const skew = Math.round((clock.now().getTime() - Date.now()) / 1000);
    const metadata = { [oidc.clockTolerance]: CLOCK_TOLERANCE_SECONDS, [oidc.clockSkew]: skew };
    const server = documents.metadata as unknown as oidc.ServerMetadata;
    const configuration = new oidc.Configuration(server, clientId, metadata, authentication(server, clientSecret));
    configuration[oidc.customFetch] = throughEgress;
    // Plain HTTP reaches no further than this machine: the door out sees to that.
    if (issuer.startsWith('http:')) oidc.allowInsecureRequests(configuration);
    return configuration;
  }

  async function document(address: unknown): Promise<Record<string, unknown>> {
    if (typeof address !== 'string') throw new TokenRefused('discovery');
    const { status, body } = await egress.send(address, { method: 'GET', headers: { accept: 'application/json' }, body: null });
    if (status >= 500) throw new MillwrightError('PROVIDER_UNREACHABLE', undefined, { detail: `${address} answered ${status}` });
    try {
      const parsed: unknown = status === 200 ? JSON.parse(body) : null;
      if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
    } catch {
      // Not JSON, and so not a document either.
    }
    throw new TokenRefused('discovery');
  }

  return {
    async describe(issuer): Promise<ProviderDocuments> {
      const metadata = await document(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
      if (metadata['issuer'] !== issuer) throw new TokenRefused('issuer');
      const keys = await document(metadata['jwks_uri']);
      if (!Array.isArray(keys['keys'])) throw new TokenRefused('discovery');
      return { metadata, keys };
    },
    async begin(client, redirectUri) {
      const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
      const address = oidc.buildAuthorizationUrl(configure(client), {
        redirect_uri: redirectUri, scope: client.scopes, state, nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
      });
      return { address: address.href, pending: { redirectUri, state, nonce, verifier } };
    },
    complete: (client, { redirectUri, state, nonce, verifier }, query) =>
      refusing(async () =>
        tokensOf(
          await oidc.authorizationCodeGrant(configure(client), new URL(`${redirectUri}?${query}`), {
            pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true,
          }),
        ),
      ),
    beginDevice: (client) =>
      refusing(async () => {
        const begun = await oidc.initiateDeviceAuthorization(configure(client), { scope: client.scopes });
        return {
          deviceCode: begun.device_code, userCode: begun.user_code, verificationUri: begun.verification_uri,
          expiresInSeconds: begun.expires_in, intervalSeconds: begun.interval ?? 5,
        };
      }),
    pollDevice: (client, deviceCode) =>
      refusing(async () => {
        const grant = 'urn:ietf:params:oauth:grant-type:device_code';
        try {
          return tokensOf(await oidc.genericGrantRequest(configure(client), grant, { device_code: deviceCode }));
        } catch (error) {
          const waiting = error instanceof oidc.ResponseBodyError && ['authorization_pending', 'slow_down'].includes(error.error);
          if (waiting) return 'pending';
          throw error;
        }
      }),
    refresh: (client, refreshToken) =>
      refusing(async () => {
        try {
          return tokensOf(await oidc.refreshTokenGrant(configure(client), refreshToken));
        } catch (error) {
          if (error instanceof oidc.ResponseBodyError && error.error === 'invalid_grant') return 'revoked';
          throw error;
        }
      }),
    userInfo: (client, accessToken, subject) => refusing(async () => oidc.fetchUserInfo(configure(client), accessToken, subject)),
    signOutAddress(client, { idToken, returnTo }) {
      if (typeof client.documents.metadata['end_session_endpoint'] !== 'string') return null;
      return oidc.buildEndSessionUrl(configure(client), { id_token_hint: idToken, ...(returnTo === null ? {} : { post_logout_redirect_uri: returnTo }) }).href;
    },
    peek: peekToken,
    verify: verifyToken,
  };
}

function authentication(server: oidc.ServerMetadata, secret: string | null): oidc.ClientAuth {
  if (secret === null) return oidc.None();
  const methods = server.token_endpoint_auth_methods_supported;
  return methods && !methods.includes('client_secret_post') ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
}

function tokensOf(answer: oidc.TokenEndpointResponse): Tokens {
  if (typeof answer.id_token !== 'string') throw new TokenRefused('no-id-token');
  return { idToken: answer.id_token, accessToken: answer.access_token, refreshToken: answer.refresh_token ?? null };
}

/** Runs a request; whatever is wrong with the answer becomes {@link TokenRefused}, and what is wrong with the way stays as it is. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
      if (cause instanceof MillwrightError || cause instanceof TokenRefused) throw cause;
    }
    throw new TokenRefused(error instanceof oidc.ResponseBodyError ? error.error : error instanceof Error && 'code' in error ? String(error.code) : 'malformed', error);
  }
}
