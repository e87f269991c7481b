import { allOperations } from '#shared/contract/index.ts';
import { IDS, TOKENS } from './transport-pipeline-stand-in.ts';

/** Random numbers that a seed gives again (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PATHS = allOperations().map(({ name }) => `/${name.replace('.', '/')}`);
const STRANGE_PATHS = ['/__proto__', '/constructor/name', '/', '/search/../audit/list', '/%2e%2e/', '//', '/search/query/then', `/${'x'.repeat(5_000)}`];
/** As who nothing may be changed: viewers, strangers, and who is no longer signed in. */
const SHOWN = [{}, { authorization: `Bearer ${TOKENS.viewer}` }, { authorization: `Bearer ${TOKENS.ended}` }, { authorization: 'Bearer nonsense' }, { authorization: 'Basic YTpi' }, { authorization: `bearer ${TOKENS.viewer}` }];
const VALUES = [null, true, -1, 1e308, 0.1, '', '\0', '\u202e', "'; DROP TABLE users; --", '../../etc/passwd', '${jndi:ldap://x}', '__proto__', 'x'.repeat(3_000), [], {}, [[[]]], IDS.document, IDS.missing, TOKENS.admin];
const KEYS = ['id', 'query', 'name', 'role', 'tenant', 'tenantId', 'userId', 'content', 'filename', '__proto__', 'constructor', 'label', 'active', 'password', 'uploadId', 'bytes', 'length', 'toString'];

/** A call as a page that somebody took over could send it: most are shaped as ours are, all are random. Always the same for a generator. */
export function hostileCall(random: () => number, n: number): string {
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const value = (depth: number): unknown => {
    if (depth === 0 || random() < 0.4) return one(VALUES);
    if (random() < 0.3) return Array.from({ length: Math.floor(random() * 4) }, () => value(depth - 1));
    return Object.fromEntries(Array.from({ length: Math.floor(random() * 5) }, () => [one(KEYS), value(depth - 1)]));
  };
  const body = random() < 0.9 ? { json: value(4), ...(random() < 0.2 ? { meta: value(3), maps: value(2) } : {}) } : value(2);
  const path = random() < 0.95 ? one(PATHS) : one(STRANGE_PATHS);
  return JSON.stringify({ i: random() < 0.98 ? String(n) : value(1), p: { u: path, b: body, h: random() < 0.97 ? one(SHOWN) : value(2), ...(random() < 0.05 ? { m: one(['GET', 'PUT', '', 'x']) } : {}) }, ...(random() < 0.02 ? { t: value(1) } : {}) });
}
