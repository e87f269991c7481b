import type { Credential } from '#core/pipeline/call.ts';

const BEARER = /^Bearer +([\w.~+/=-]{1,8192})$/i;

/** The token of an `Authorization: Bearer` header (RFC 6750, 2.1), or null where there is none. */
export function bearerToken(header: string | readonly string[] | undefined): string | null {
  return typeof header === 'string' ? (BEARER.exec(header.trim())?.[1] ?? null) : null;
}

const API_KEY = /^mwk_/;

/** What a bearer token stands for: an API key or a session. */
export function bearerCredential(token: string | null): Credential {
  return token !== null && API_KEY.test(token) ? { kind: 'key', key: token } : sessionCredential(token);
}

export function sessionCredential(token: string | null): Credential {
  return token === null ? { kind: 'none' } : { kind: 'session', token };
}
