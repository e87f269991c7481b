import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, jwtVerify } from 'jose';
import { type Claims, type ProviderDocuments, type TokenChecks, TokenRefused } from '#core/ports/identity-provider.ts';

/** Signatures that are accepted. `none` and those with a shared secret are not among them. */
const ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];
/** How far the provider's clock may be off. */
export const CLOCK_TOLERANCE_SECONDS = 30;
const PLAIN_TYPES: readonly unknown[] = [undefined, 'JWT'];
const ACCESS_TYPES: readonly unknown[] = [...PLAIN_TYPES, 'at+jwt', 'application/at+jwt'];

export function peekToken(token: string): Claims | null {
  try {
    return decodeJwt(token);
  } catch {
    return null;
  }
}

/** The claims of a token that passes every check (RFC 8725; OpenID Connect Core 1.0, 3.1.3.7). Throws {@link TokenRefused}. */
export async function verifyToken({ keys }: ProviderDocuments, token: string, checks: TokenChecks): Promise<Claims> {
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys as unknown as JSONWebKeySet), {
    algorithms: ALGORITHMS,
    issuer: checks.issuer,
    audience: [...checks.audiences],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: checks.now,
    requiredClaims: ['sub', 'exp', 'iat', 'aud'],
  }).catch((error: unknown) => {
    throw new TokenRefused(reasonOf(error), error);
  });
  const types = checks.accessToken ? ACCESS_TYPES : PLAIN_TYPES;
  if (!types.includes(protectedHeader.typ)) throw new TokenRefused('type');
  if (typeof payload.sub !== 'string' || payload.sub === '') throw new TokenRefused('subject');
  if (typeof payload.iat !== 'number' || payload.iat > checks.now.getTime() / 1000 + CLOCK_TOLERANCE_SECONDS) throw new TokenRefused('issued-later');
  if (!checks.accessToken) checkIdToken(payload, checks);
  return payload;
}

function checkIdToken(payload: Claims, { nonce, audiences }: TokenChecks): void {
  if (nonce !== undefined && payload['nonce'] !== nonce) throw new TokenRefused('nonce');
  const { aud, azp } = payload;
  if (Array.isArray(aud) && aud.length > 1 && azp === undefined) throw new TokenRefused('authorised-party');
  if (azp !== undefined && !audiences.includes(String(azp))) throw new TokenRefused('authorised-party');
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) return { aud: 'audience', iss: 'issuer', nbf: 'not-yet-valid' }[error.claim] ?? error.claim;
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown-key';
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'ambiguous-key';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'signature';
  return 'malformed';
}
