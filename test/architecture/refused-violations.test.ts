import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CopiedTree, copyTree } from './copied-tree.ts';
import { PLANTED_VIOLATIONS } from './planted-violations.ts';

interface LintReport {
  diagnostics: { code?: string; message: string; filename: string }[];
}

let tree: CopiedTree;
/** What each gate said about each file once every violation was planted. */
const complaints = { lint: new Map<string, string>(), types: new Map<string, string>() };

function note(gate: 'lint' | 'types', path: string, complaint: string): void {
  const known = complaints[gate].get(path) ?? '';
  complaints[gate].set(path, `${known}${complaint}\n`);
}

async function plantFor(gate: 'lint' | 'types'): Promise<void> {
  for (const violation of PLANTED_VIOLATIONS.filter((planted) => planted.gate === gate)) {
    await tree.plant(violation.path, violation.source);
    for (const [other, text] of Object.entries(violation.beside ?? {})) await tree.plant(other, text);
  }
}

beforeAll(async () => {
  tree = await copyTree();
  // Types first: a planted import of Node would bring Node's globals into the whole project.
  await plantFor('types');
  let path = '';
  for (const line of (await tree.types()).output.split(/\r?\n/)) {
    path = /^([^(\s][^(]*)\(\d+,\d+\): error/.exec(line)?.[1]?.replaceAll('\\', '/') ?? path;
    if (path !== '') note('types', path, line);
  }
  await plantFor('lint');
  const report = JSON.parse((await tree.lint()).output) as LintReport;
  for (const { filename, code, message } of report.diagnostics) note('lint', filename.replaceAll('\\', '/'), `${code ?? ''} ${message}`);
});

afterAll(() => tree.remove());

/** Every file that was planted, whether it breaks a rule or stands beside one that does. */
const planted = new Set(PLANTED_VIOLATIONS.flatMap(({ path, beside = {} }) => [path, ...Object.keys(beside)]));

/** The gates take long, so what they say about the tree as it stands is read from the same run. */
describe('the tree as it stands', () => {
  it.each(['lint', 'types'] as const)('passes %s', (gate) => {
    expect(complaints[gate].size).toBeGreaterThan(0);
    expect([...complaints[gate]].filter(([path]) => !planted.has(path))).toEqual([]);
  });
});

describe('the build refuses what breaks a rule', () => {
  it.each(PLANTED_VIOLATIONS)('$rule', ({ path, gate, complaint }) => {
    expect(complaints[gate].get(path) ?? 'nothing was said about this file').toContain(complaint);
  });
});
