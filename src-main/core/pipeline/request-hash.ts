import type { Crypto } from '#core/ports/crypto.ts';

/** No operation takes anything as deep; what is deeper is refused, and must not exhaust the stack before. */
const DEEPEST = 64;

/** SHA-256, hexadecimal, of a request's JSON with sorted keys; bytes and streams count by their kind and size only. */
export function requestHash(input: unknown, crypto: Crypto): string {
  return crypto.sha256(JSON.stringify(canonical(input)) ?? 'null');
}

function canonical(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) return 'deeper';
  if (value instanceof Blob) return { bytes: value.size };
  if (Array.isArray(value)) return value.map((each) => canonical(each, depth + 1));
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (Symbol.asyncIterator in value) return 'stream';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, canonical(each, depth + 1)]));
}
