import type { Credential } from '#core/pipeline/call.ts';

const BEARER = /^Bearer +([\w.~+/=-]{1,8192})$/i;

/** The token of an `Authorization: Bearer` header (RFC 6750, 2.1), or null where there is none. */
export function bearerToken(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' ? (BEARER.exec(header.trim())?.[1] ?? null) : null;
}

export function sessionCredential(token: string | null): Credential {
  return token === null ? { kind: 'none' } : { kind: 'session', token };
}
