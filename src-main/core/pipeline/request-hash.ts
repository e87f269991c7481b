import { isSecretField } from '#shared/contract/secret-fields.ts';
import type { Secrets } from '#core/ports/secrets.ts';

/** No operation takes anything as deep; what is deeper is refused, and must not exhaust the stack before. */
const DEEPEST = 64;

/**
 * HMAC-SHA-256, hexadecimal, of a request's JSON with sorted keys. Passwords, PINs and codes are left out; bytes and streams count by
 * their kind and size only. Keyed, because a short question can be found again from a plain hash by trying.
 */
export function requestHash(input: unknown, secrets: Pick<Secrets, 'keyedHash'>): string {
  return secrets.keyedHash(JSON.stringify(canonical(input)) ?? 'null', 'audit request');
}

function canonical(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) return 'deeper';
  if (value instanceof Blob) return { bytes: value.size };
  if (Array.isArray(value)) return value.map((each) => canonical(each, depth + 1));
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (Symbol.asyncIterator in value) return 'stream';
  const entries = Object.entries(value).filter(([key]) => !isSecretField(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, canonical(each, depth + 1)]));
}
