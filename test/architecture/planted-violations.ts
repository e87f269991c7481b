/** A file that breaks one rule, and which gate must refuse it with what. */
export interface PlantedViolation {
  /** The rule in words, as the test's name. */
  rule: string;
  path: string;
  source: string;
  gate: 'lint' | 'types';
  /** Part of the gate's complaint about this file. */
  complaint: string;
  /** Other files the violation needs. */
  beside?: Record<string, string>;
}

const restricted = 'no-restricted-imports';
const boundary = 'boundaries(dependencies)';

/** A violation that consists of one import. */
function imports(rule: string, path: string, specifier: string, complaint: string, beside?: Record<string, string>): PlantedViolation {
  return { rule, path, source: `import * as planted from '${specifier}';\nexport const used = planted;\n`, gate: 'lint', complaint, beside };
}

const operation = (fields: string): string => `
import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
export const planted = defineOperations('planted', {
  look: { summary: 'Look', http: ['GET', '/planted'], rate: 'read', changes: false, input: z.object({ id: z.string() }), output: z.object({}), errors: [], ${fields} },
});
`;

const alone = 'export const alone = 1;\n';

export const PLANTED_VIOLATIONS: PlantedViolation[] = [
  imports('src-shared must not import the core', 'src-shared/contract/p-core.ts', '#core/ports/clock.ts', restricted),
  imports('src-shared must not import the core by a path', 'src-shared/p-core-path.ts', '../src-main/core/ports/clock.ts', boundary),
  imports('src-shared must not import Node', 'src-shared/p-node.ts', 'node:fs', restricted),
  imports('src-shared must not import packages but zod', 'src-shared/p-package.ts', 'pino', restricted),
  imports('a feature must not import Node', 'src-main/core/planted/p-node.ts', 'node:fs/promises', restricted),
  imports('a feature must not import Electron', 'src-main/core/planted/p-electron.ts', 'electron', restricted),
  imports('a feature must not import a driver', 'src-main/core/planted/p-driver.ts', '@electric-sql/pglite', restricted),
  imports('a feature must not import an adapter', 'src-main/core/planted/p-adapter.ts', '#adapters/child-process/create-fork-spawner.ts', restricted),
  imports('a feature must not import a host', 'src-main/core/planted/p-host.ts', '#hosts/planted.ts', restricted, { 'src-main/hosts/planted.ts': alone }),
  imports('a feature must not import the inside of another', 'src-main/core/planted/p-inside.ts', '#core/seeded/inner.ts', boundary, { 'src-main/core/seeded/inner.ts': alone }),
  imports('a feature must not import the inside of another by a path', 'src-main/core/planted/p-path.ts', '../seeded/inner.ts', boundary),
  imports('a port must not import a feature', 'src-main/core/ports/p-feature.ts', '#core/seeded/index.ts', boundary, { 'src-main/core/seeded/index.ts': alone }),
  imports('the pipeline must not import other features', 'src-main/core/pipeline/p-feature.ts', '#core/seeded/index.ts', boundary),
  imports('an adapter must not import another adapter', 'src-main/adapters/planted/p-sibling.ts', '#adapters/child-process/create-fork-spawner.ts', restricted),
  imports('an adapter must not import another adapter by a path', 'src-main/adapters/planted/p-path.ts', '../child-process/create-fork-spawner.ts', boundary),
  imports('an adapter must not import a feature', 'src-main/adapters/planted/p-feature.ts', '#core/seeded/index.ts', restricted),
  imports('an adapter must not import a transport', 'src-main/adapters/planted/p-transport.ts', '#transports/planted.ts', restricted, { 'src-main/transports/planted.ts': alone }),
  imports('a reader must not make streams of zlib that cannot be ended', 'src-main/adapters/readers/p-zlib.ts', 'node:zlib', restricted),
  imports("an adapter must not import another adapter's driver", 'src-main/adapters/lancedb/p-driver.ts', '@electric-sql/pglite', restricted),
  imports('a transport must not import a feature', 'src-main/transports/p-feature.ts', '#core/seeded/index.ts', restricted),
  imports('a transport must not import a feature by a path', 'src-main/transports/p-path.ts', '../core/seeded/index.ts', boundary),
  imports('a transport must not import an adapter', 'src-main/transports/p-adapter.ts', '#adapters/child-process/create-fork-spawner.ts', restricted),
  imports('a transport must not import Electron', 'src-main/transports/p-electron.ts', 'electron', restricted),
  imports('a host must not import the renderer', 'src-main/hosts/p-renderer.ts', '#renderer/planted.ts', restricted, { 'src-renderer/planted.ts': alone }),
  imports('a host outside hosts/electron must not import Electron', 'src-main/hosts/p-electron.ts', 'electron', restricted),
  imports('the renderer must not import Node', 'src-renderer/p-node.ts', 'node:path', restricted),
  imports('the renderer must not import Electron', 'src-renderer/p-electron.ts', 'electron', restricted),
  imports('the renderer must not import the core', 'src-renderer/p-core.ts', '#core/ports/clock.ts', restricted),
  imports('the renderer must not import the core by a path', 'src-renderer/p-path.ts', '../src-main/core/ports/clock.ts', boundary),
  imports('a screen must not import its sibling', 'src-renderer/features/planted/p-sibling.ts', '#renderer/features/seeded/screen.ts', boundary, {
    'src-renderer/features/seeded/screen.ts': alone,
  }),
  imports('a component must not import a screen', 'src-renderer/components/p-screen.ts', '#renderer/features/seeded/screen.ts', boundary),
  imports('the preload must not import the core', 'src-preload/p-core.ts', '#core/ports/clock.ts', restricted),
  imports('no import climbs two folders', 'src-renderer/features/planted/p-climb.ts', '../../planted.ts', restricted),
  {
    rule: 'imports must not go in circles',
    path: 'src-main/core/planted/p-circle.ts',
    source: "import { other } from './p-circle-other.ts';\nexport const one = (): unknown => other;\n",
    gate: 'lint',
    complaint: 'import(no-cycle)',
    beside: { 'src-main/core/planted/p-circle-other.ts': "import { one } from './p-circle.ts';\nexport const other = one;\n" },
  },
  {
    rule: 'a type-only import counts like any other',
    path: 'src-main/transports/p-type.ts',
    source: "import type { SpawnWorker } from '#adapters/child-process/create-fork-spawner.ts';\nexport type Used = SpawnWorker;\n",
    gate: 'lint',
    complaint: restricted,
  },
  {
    rule: 'a dynamic import counts like any other',
    path: 'src-main/transports/p-dynamic.ts',
    source: "export const used = import('#adapters/child-process/create-fork-spawner.ts');\n",
    gate: 'lint',
    complaint: restricted,
  },
  { rule: 'no any', path: 'src-shared/p-any.ts', source: 'export const used = (x: any): unknown => x;\n', gate: 'lint', complaint: 'no-explicit-any' },
  { rule: 'no non-null assertion', path: 'src-shared/p-bang.ts', source: 'export const used = (x?: string): string => x!;\n', gate: 'lint', complaint: 'no-non-null-assertion' },
  { rule: 'no silenced compiler', path: 'src-shared/p-ignore.ts', source: '// @ts-ignore\nexport const used: number = 1;\n', gate: 'lint', complaint: 'ban-ts-comment' },
  { rule: 'no default export', path: 'src-shared/p-default.ts', source: 'export default 1;\n', gate: 'lint', complaint: 'no-default-export' },
  {
    rule: 'no exec on a database outside adapters/pglite',
    path: 'src-main/hosts/p-exec.ts',
    source: 'export const used = (db: { exec(sql: string): void }): void => db.exec("select 1");\n',
    gate: 'lint',
    complaint: 'no-restricted-properties',
  },
  {
    rule: 'no bare ipcMain',
    path: 'src-main/hosts/electron/p-ipc.ts',
    source: "import { ipcMain } from 'electron';\nexport const used = ipcMain;\n",
    gate: 'lint',
    complaint: restricted,
  },
  {
    rule: 'no ipcMain through the whole module',
    path: 'src-main/hosts/electron/p-ipc-module.ts',
    source: "import * as electron from 'electron';\nexport const used = electron.ipcMain;\n",
    gate: 'lint',
    complaint: 'no-restricted-',
  },
  {
    rule: 'no bare ipcRenderer',
    path: 'src-preload/p-ipc.ts',
    source: "import { ipcRenderer } from 'electron';\nexport const used = ipcRenderer;\n",
    gate: 'lint',
    complaint: restricted,
  },
  {
    rule: 'nothing is opened outside the window',
    path: 'src-main/hosts/electron/p-open.ts',
    source: "import { shell } from 'electron';\nexport const used = (): unknown => shell.openExternal('https://example.org');\n",
    gate: 'lint',
    complaint: 'no-restricted-properties',
  },
  { rule: 'no outgoing request from an adapter', path: 'src-main/adapters/planted/p-fetch.ts', source: "export const used = fetch('http://x/');\n", gate: 'lint', complaint: 'no-restricted-globals' },
  { rule: 'no Node global in the core', path: 'src-main/core/planted/t-process.ts', source: 'export const used = process.pid;\n', gate: 'types', complaint: "'process'" },
  { rule: 'no page global in the core', path: 'src-main/core/planted/t-document.ts', source: 'export const used = document.title;\n', gate: 'types', complaint: "'document'" },
  { rule: 'no page global in a host', path: 'src-main/hosts/t-document.ts', source: 'export const used = document.title;\n', gate: 'types', complaint: "'document'" },
  { rule: 'no Node global in the renderer', path: 'src-renderer/t-process.ts', source: 'export const used = process.pid;\n', gate: 'types', complaint: "'process'" },
  { rule: 'no enum', path: 'src-shared/t-enum.ts', source: 'export enum Used { One }\n', gate: 'types', complaint: 'erasableSyntaxOnly' },
  { rule: 'an operation says who may call it', path: 'src-shared/contract/t-permission.ts', source: operation('audit: null'), gate: 'types', complaint: "'permission'" },
  { rule: 'an operation says what is recorded', path: 'src-shared/contract/t-audit.ts', source: operation("permission: 'anonymous'"), gate: 'types', complaint: "'audit'" },
  { rule: 'an operation names a permission that exists', path: 'src-shared/contract/t-unknown.ts', source: operation("permission: 'planted:all', audit: null"), gate: 'types', complaint: 'planted:all' },
  {
    rule: 'the audit log keeps only fields that are inputs',
    path: 'src-shared/contract/t-keep.ts',
    source: operation("permission: 'anonymous', audit: { event: 'tenant.created', keep: ['answer'] }"),
    gate: 'types',
    complaint: 'answer',
  },
  {
    rule: 'every operation has a handler',
    path: 'src-main/core/planted/t-handler.ts',
    source: "import { setup } from '#shared/contract/setup.ts';\nimport { bindHandlers } from '../pipeline/bind-handlers.ts';\nexport const used = bindHandlers(setup, {});\n",
    gate: 'types',
    complaint: 'missing the following properties',
  },
];
