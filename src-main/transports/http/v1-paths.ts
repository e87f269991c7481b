import type { Operation } from '#shared/contract/define-operations.ts';

/** Collections belong to what a plant knows, and are also found there. */
const COLLECTIONS = /^\/collections(?=\/|$)/;

/** Where an operation is served below `/v1`: at the path it declares, and where else. */
export function v1Paths({ http: [, path] }: Pick<Operation, 'http'>): string[] {
  return COLLECTIONS.test(path) ? [path, `/knowledge${path}`] : [path];
}
