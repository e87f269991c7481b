import { createHash, randomBytes } from 'node:crypto';
import { browse, CLIENT_ID, type TestProvider } from './start-provider.ts';

/** What a program of a person holds. */
export interface AccessTokens {
  /** A JWT for the named audience (RFC 9068). */
  access: string;
  refresh: string;
}

const REDIRECT = 'http://127.0.0.1/signed-in';

/** Signs somebody in at the provider by the code flow with PKCE, as a program of theirs does, for tokens that are meant for one audience (RFC 8707). */
export async function accessTokensFor(provider: TestProvider, person: string, audience: string): Promise<AccessTokens> {
  const verifier = randomBytes(32).toString('base64url');
  provider.nextPerson = person;
  const asked = new URLSearchParams({
    client_id: CLIENT_ID, response_type: 'code', redirect_uri: REDIRECT, scope: 'openid offline_access', prompt: 'consent', resource: audience,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  });
  const back = await browse(`${provider.issuer}/auth?${asked}`);
  return tokens(provider, { grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '', redirect_uri: REDIRECT, code_verifier: verifier, resource: audience });
}

/** The next tokens, for those that were given out before. */
export const refreshed = (provider: TestProvider, { refresh }: AccessTokens, audience: string): Promise<AccessTokens> =>
  tokens(provider, { grant_type: 'refresh_token', refresh_token: refresh, resource: audience });

async function tokens(provider: TestProvider, wanted: Record<string, string>): Promise<AccessTokens> {
  const answer = await fetch(`${provider.issuer}/token`, { method: 'POST', body: new URLSearchParams({ client_id: CLIENT_ID, ...wanted }) });
  const said = (await answer.json()) as { access_token?: string; refresh_token?: string };
  if (said.access_token === undefined || said.refresh_token === undefined) throw new Error(JSON.stringify(said));
  return { access: said.access_token, refresh: said.refresh_token };
}
