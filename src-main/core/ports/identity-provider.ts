/** What a provider says of itself: its discovery document and its public keys (RFC 7517), as JSON. */
export interface ProviderDocuments {
  metadata: Readonly<Record<string, unknown>>;
  keys: Readonly<Record<string, unknown>>;
}

/** A provider, and how Millwright is known there. `scopes` are separated by blanks. */
export interface ProviderClient {
  issuer: string;
  clientId: string;
  clientSecret: string | null;
  scopes: string;
  documents: ProviderDocuments;
}

/** What a token or the provider says of a person (OpenID Connect Core 1.0, section 5). */
export type Claims = Readonly<Record<string, unknown>>;

/** A sign-in between its beginning and the provider's answer. Secret: it never leaves the core. */
export interface PendingSignIn {
  redirectUri: string;
  state: string;
  nonce: string;
  verifier: string;
}

/** What a provider handed out. The ID token's signature is not checked yet. */
export interface Tokens {
  idToken: string;
  accessToken: string;
  refreshToken: string | null;
}

/** A sign-in for a machine without a browser (RFC 8628, section 3.2): the person types `userCode` at `verificationUri`. `deviceCode` is secret. */
export interface DeviceCode {
  deviceCode: string;
  userCode: string;
  verificationUri: string;
  expiresInSeconds: number;
  intervalSeconds: number;
}

/** What has to be true of a token. */
export interface TokenChecks {
  issuer: string;
  audiences: readonly string[];
  /** Given for ID tokens of a sign-in. */
  nonce?: string;
  /** Access tokens may be typed so (RFC 9068); nothing else but plain JWTs passes. */
  accessToken: boolean;
  now: Date;
}

/** Why a token or an answer of the provider was refused; for the log and the record, not for whoever sent it. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
  /** A short word: `expired`, `audience`, `signature`, `unknown-key`, `algorithm`, `nonce`, `issuer`… */
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(`the token was refused: ${reason}`, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

/** An OpenID Connect provider (OpenID Connect Core 1.0), public client or with a secret. Throws what `Egress` throws, and {@link TokenRefused}. */
export interface IdentityProvider {
  /** Fetches discovery document and keys. The issuer in it must be exactly the one asked for. */
  describe(issuer: string): Promise<ProviderDocuments>;
  /** Authorization code flow with PKCE S256 (RFC 7636), state and nonce. */
  begin(client: ProviderClient, redirectUri: string): Promise<{ address: string; pending: PendingSignIn }>;
  /** @param query the query of the address that the provider sent the browser back to */
  complete(client: ProviderClient, pending: PendingSignIn, query: string): Promise<Tokens>;
  /** Device authorization (RFC 8628). */
  beginDevice(client: ProviderClient): Promise<DeviceCode>;
  pollDevice(client: ProviderClient, deviceCode: string): Promise<Tokens | 'pending'>;
  /** New tokens for a refresh token; `revoked` where the provider no longer honours it. */
  refresh(client: ProviderClient, refreshToken: string): Promise<Tokens | 'revoked'>;
  userInfo(client: ProviderClient, accessToken: string, subject: string): Promise<Claims>;
  /** Where the browser signs out at the provider too (RP-initiated logout); null where it has no such place. */
  signOutAddress(client: ProviderClient, options: { idToken: string; returnTo: string | null }): string | null;
  /** The claims of a token, unchecked; null for what is not a JWT. */
  peek(token: string): Claims | null;
  /** The claims of a token whose signature, algorithm (RS256, ES256, EdDSA), issuer, audience and times are right. */
  verify(documents: ProviderDocuments, token: string, checks: TokenChecks): Promise<Claims>;
}
