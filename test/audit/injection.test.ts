import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Anchor } from '#shared/contract/audit.ts';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { createAuditTrail } from '#core/audit/index.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { sql } from '#core/ports/sql.ts';
import { MIGRATIONS, silent } from '#test/database/open-test-database.ts';
import { collect, openTestCore, setUpPlant, type TestCore, verifyLog } from '#test/support/test-core.ts';
import { PAYLOADS } from './payloads.ts';

const PROGRAM = join(import.meta.dirname, '../../src-main/hosts/audit-verify.ts');
const OWNER: Credential = { kind: 'owner', tenant: null };
/** Nothing that moves a terminal's cursor, ends a line, or turns the direction of what follows. */
const DANGEROUS = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
const stored = (payload: string): string => payload.replaceAll('\0', '\ufffd');
const short = (payload: string): string => payload.slice(0, 60);

let plant: TestCore;

/** Records with a payload in every text that a record has, written as the product writes them. */
beforeAll(async () => {
  plant = await openTestCore();
  await setUpPlant(plant);
  await plant.core.close();
  const database = await createPgliteDatabase({ directory: join(plant.dataDirectory, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });
  const [tenant] = await database.withSystem((tx) => tx.rows<{ id: string }>(sql`SELECT id FROM tenants`));
  const trail = createAuditTrail(database, silent);
  await Promise.all(PAYLOADS.map((payload) => trail.write({
    id: randomUUID(), tenantId: tenant?.id ?? '', userId: null, sessionId: null, event: 'search.query', outcome: 'ok', operation: short(payload), correlationId: 'injected', resourceType: short(payload), resourceId: short(payload),
    model: payload, toolsUsed: [payload, short(payload)], requestHash: 'ab'.repeat(32), latencyMs: 1, metadata: { payload, [payload.slice(0, 2_000)]: [payload] }, occurredAt: new Date(),
  })));
  await database.close();
  await plant.restart();
});
afterAll(() => plant.close());

async function exported(format: string): Promise<{ text: string; records: number; anchor: Anchor }> {
  const events = await collect(await plant.events<{ text?: string; records?: number; anchor?: Anchor }>('audit.export', { format }, OWNER));
  const end = events.at(-1);
  return { text: events.map(({ text }) => text ?? '').join(''), records: end?.records ?? 0, anchor: end?.anchor as Anchor };
}

interface Line {
  correlation_id: string;
  resource_id: string;
  model: string;
  tools_used: string[];
  metadata: Record<string, unknown>;
}

test('in JSONL each is one line that gives the payload back, and the log checks as whole without the database', async () => {
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(200);
  const { text, records, anchor } = await exported('jsonl');
  const lines = text.trimEnd().split('\n').filter((line) => !line.startsWith('{"checkpoint"'));
  expect(lines).toHaveLength(records);
  expect(lines.filter((line) => DANGEROUS.test(line))).toEqual([]);
  const injected = lines.map((line) => JSON.parse(line) as Line).filter(({ correlation_id }) => correlation_id === 'injected');
  expect(new Set(injected.map(({ metadata }) => metadata['payload']))).toEqual(new Set(PAYLOADS.map(stored)));
  for (const { metadata, tools_used, resource_id } of injected) {
    expect(tools_used).toEqual([metadata['payload'], short(String(metadata['payload']))]);
    expect(resource_id).toBe(short(String(metadata['payload'])));
  }
  const file = join(plant.dataDirectory, 'log.jsonl');
  await writeFile(file, text);
  await writeFile(`${file}.anchor`, JSON.stringify(anchor));
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, file, `${file}.anchor`]);
  expect(JSON.parse(stdout)).toEqual({ ok: true, records, firstBad: null });
  expect(await verifyLog(plant, OWNER, anchor)).toMatchObject({ ok: true });
});

test('in CSV each is one line of twenty cells, none of which a spreadsheet takes for a formula', async () => {
  const { text, records } = await exported('csv');
  expect(text.trimEnd().split('\r\n')).toHaveLength(records + 1);
  const rows = parse(text, { columns: true, record_delimiter: '\r\n' }) as Record<string, string>[];
  expect(rows).toHaveLength(records);
  const injected = rows.filter((row) => row['correlation_id'] === 'injected');
  expect(injected).toHaveLength(PAYLOADS.length);
  for (const row of injected) {
    expect(Object.keys(row)).toHaveLength(20);
    for (const cell of Object.values(row)) {
      expect(cell).not.toMatch(/^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/);
      expect(cell).not.toMatch(DANGEROUS);
    }
    const { payload } = JSON.parse(row['metadata'] ?? '') as { payload: string };
    expect(oneSpace(row['operation']?.replace(/^'/, ''))).toBe(oneSpace(short(payload)));
  }
});

test('in CEF each is one line with seven header fields and the keys that every record has', async () => {
  const { text, records } = await exported('cef');
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(records);
  const injected = lines.map(readCef).filter(({ extension }) => extension['cs1'] === 'injected');
  expect(injected).toHaveLength(PAYLOADS.length);
  for (const { header, extension } of injected) {
    expect(header.slice(0, 3)).toEqual(['CEF:0', 'Millwright', 'Millwright']);
    const { payload } = JSON.parse(extension['cs5'] ?? '') as { payload: string };
    expect(oneSpace(header[5])).toBe(oneSpace(`${short(payload)} ok`));
    expect(Object.keys(extension)).toEqual(Object.keys(injected[0]?.extension ?? {}));
  }
  expect(lines.filter((line) => DANGEROUS.test(line))).toEqual([]);
});

/** Control characters stand as a space, and JSON within a cell escapes some of them before that. */
function oneSpace(text = ''): string {
  return stored(text).replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ');
}

/** Reads a line as the description of CEF says, knowing nothing of how it was written. */
function readCef(line: string): { header: string[]; extension: Record<string, string> } {
  const field = /((?:\\.|[^\\|])*)\|/y;
  const header = Array.from({ length: 7 }, () => field.exec(line)?.[1] ?? '');
  const rest = line.slice(field.lastIndex);
  const starts = [...rest.matchAll(/(?<=^| )(\w+)=/g)];
  const pairs = starts.map(({ index, 0: start, 1: key }, nth) => [key ?? '', rest.slice(index + start.length, starts[nth + 1]?.index ?? rest.length).replace(/ $/, '')]);
  const plain = (text: string): string => text.replaceAll(/\\(.)/g, '$1');
  return { header: header.map(plain), extension: Object.fromEntries(pairs.map(([key = '', value = '']) => [key, plain(value)])) };
}
