import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** The tenant of a cache key. */
export function tenantOf(cacheKey: string): string {
  return cacheKey.split('/', 1)[0] ?? '';
}

/** One folder a tenant, named so that a name in a key can never lead out of it. */
export function tenantFolder(root: string, tenantId: string): string {
  return join(root, digest(tenantId));
}

/** What the files of a conversation begin with, whatever the model. */
export function conversationName(cacheKey: string): string {
  return `c-${digest(cacheKey)}`;
}

/** What the files of a beginning that conversations share begin with. */
export function preambleName(tokens: readonly number[]): string {
  return `p-${digest(tokens.join(' '))}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
