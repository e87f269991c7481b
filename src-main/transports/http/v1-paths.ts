import type { Operation } from '#shared/contract/define-operations.ts';

/** What is found in further places: collections with what a plant knows, and what admins do beside the other things that they do. */
const FURTHER: readonly (readonly [paths: RegExp, below: readonly string[]])[] = [
  [/^\/collections(?=\/|$)/, ['/knowledge', '/admin/knowledge']],
  [/^\/tenants(?=\/|$)/, ['/admin']],
];

/** Where an operation is served below `/v1`: at the path it declares, and where else. */
export function v1Paths({ http: [, path] }: Pick<Operation, 'http'>): string[] {
  return [path, ...FURTHER.flatMap(([paths, below]) => (paths.test(path) ? below.map((prefix) => `${prefix}${path}`) : []))];
}
