import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPlantWithPast, type PlantWithPast } from '#test/audit/past.ts';
import { type CommandLine, openCommandLine } from '#test/support/open-command-line.ts';
import { setUpPlant } from '#test/support/test-core.ts';

let past: PlantWithPast;
let data: string;
let commands: CommandLine;

beforeAll(async () => {
  past = await openPlantWithPast();
  await past.goTo(100);
  await setUpPlant(past.plant);
  await past.goTo(0);
  data = past.plant.dataDirectory;
  await past.plant.core.close();
  commands = openCommandLine(data);
});
afterAll(async () => {
  await commands.close();
  await past.plant.close();
});

/** `millwright audit …`. */
const audit = (...args: string[]) => commands.run('audit', ...args);
const file = (name: string) => join(data, name);

test('a checkpoint and a receipt are files with which the log is checked, and the code of a receipt is enough', async () => {
  expect(await audit('checkpoint', '--out', file('one.anchor'))).toMatchObject({ status: 0, json: { number: expect.any(Number), seq: expect.any(Number) } });
  const { status, json } = await audit('receipt', '--out', file('shift.txt'));
  expect(status).toBe(0);
  expect(await readFile(file('shift.txt'), 'utf8')).toContain(`Code         ${String(json['code'])}`);
  for (const against of [['--anchor', file('one.anchor')], ['--anchor', file('shift.txt')], ['--receipt', String(json['code'])]]) {
    expect(await audit('verify', ...against), against.join(' ')).toMatchObject({ status: 0, json: { ok: true, firstBad: null } });
  }
  await writeFile(file('none.anchor'), 'not an anchor');
  expect(await audit('verify', '--anchor', file('none.anchor'))).toMatchObject({ status: 1, json: { error: { code: 'ANCHOR_REFUSED' } } });
  const mistyped = String(json['code']).replace(/.$/, (last) => (last === '0' ? '2' : '0'));
  expect(await audit('verify', '--receipt', mistyped)).toMatchObject({ json: { error: { code: 'INVALID_INPUT', message: expect.stringContaining('mistyped') } } });
  expect(await audit('verify', '--receipt', '1-0000-0000-0000-0000-0000-0000')).toMatchObject({ status: 1, json: { ok: false, firstBad: { seq: 1 } } });
});

test('an anchor is taken in, listed, and comes out as it went in', async () => {
  expect(await audit('anchor', '--from', file('shift.txt'))).toMatchObject({ status: 0, json: { tenant: expect.any(String) } });
  const [held] = (await audit('anchors')).json['anchors'] as { heldBy: number; anchor: object }[];
  await audit('anchors', '--of', String(held?.heldBy), '--out', file('again.anchor'));
  expect(JSON.parse(await readFile(file('again.anchor'), 'utf8'))).toEqual(held?.anchor);
});

test.each(['jsonl', 'csv', 'cef'])('the log is written as %s with an anchor beside it', async (format) => {
  const { status, json } = await audit('export', '--format', format, '--out', file(`log.${format}`));
  expect(status).toBe(0);
  const lines = (await readFile(file(`log.${format}`), 'utf8')).trimEnd().split('\n').filter((line) => !line.startsWith('{"checkpoint"'));
  expect(lines).toHaveLength(Number(json['records']) + (format === 'csv' ? 1 : 0));
  expect(await audit('verify', '--anchor', file(`log.${format}.anchor`))).toMatchObject({ status: 0 });
});

test('old records go when the plant says so, first on trial', async () => {
  expect(await audit('prune')).toMatchObject({ status: 1, json: { error: { code: 'RETENTION_OFF' } } });
  expect(await audit('retention', 'soon')).toMatchObject({ status: 2, json: { error: { code: 'INVALID_INPUT' } } });
  expect(await audit('retention', '90')).toMatchObject({ status: 0, json: { days: 90, next: { from: 1 } } });
  const { json: trial } = await audit('prune', '--dry-run');
  expect(trial).toMatchObject({ dryRun: true, removed: 0, first: 1, next: { from: 1 }, prunings: [] });
  const { to } = trial['next'] as { to: number };
  expect(await audit('prune')).toMatchObject({ status: 0, json: { dryRun: false, removed: to, first: to + 1, next: null, prunings: [{ from: 1, to }] } });
  expect(await audit('verify', '--anchor', file('one.anchor'))).toMatchObject({ status: 0, json: { ok: true, prunedTo: to } });
  expect(await audit('retention', 'off')).toMatchObject({ json: { days: null } });
});

test('records are listed by event, outcome, resource and reference', async () => {
  const { json } = await audit('list', '--event', 'audit.pruned', '--outcome', 'intent', '--resource', 'audit');
  const [intent] = json['records'] as { correlationId: string }[];
  const { json: followed } = await audit('list', '--correlation', String(intent?.correlationId));
  expect((followed['records'] as { event: string }[]).map(({ event }) => event)).toContain('audit.pruned');
  expect((await audit('list', '--event', 'audit.pruned', '--resource', 'documents')).json).toMatchObject({ records: [] });
});
