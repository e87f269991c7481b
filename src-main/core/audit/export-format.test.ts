import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AuditRow } from './chain.ts';
import { PAYLOADS } from '#test/audit/payloads.ts';
import { cefLine, csvLine } from './export-format.ts';

function rowOf(payload: string): AuditRow {
  return {
    id: randomUUID(), tenant_id: randomUUID(), seq: 1, user_id: null, user_name: payload, session_id: null, event_type: payload, outcome: payload, operation: payload, correlation_id: payload,
    resource_type: payload, resource_id: payload, model: payload, tools_used: [payload], request_hash: 'ab'.repeat(32), latency_ms: 1, metadata: { [payload]: payload }, created_at: new Date(0), prev_hash: '', hash: '',
  };
}

/** The cells of one line of CSV, read as RFC 4180 says. */
function cellsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

test('200 payloads and more forge no line, no cell and no formula in CSV', () => {
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(200);
  for (const payload of PAYLOADS) {
    const line = csvLine(rowOf(payload));
    expect(line.endsWith('\r\n')).toBe(true);
    expect(line.slice(0, -2)).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u);
    const cells = cellsOf(line.slice(0, -2));
    expect(cells).toHaveLength(20);
    expect(cells.filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([]);
  }
});

test('nor a line, a header field or an extension key in CEF', () => {
  const keys = cefKeys(rowOf('plain'));
  for (const payload of PAYLOADS) {
    const line = cefLine(rowOf(payload), '0.1.0');
    expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u);
    expect(headerOf(line)).toHaveLength(7);
    expect(cefKeys(rowOf(payload))).toEqual(keys);
  }
});

test('a collector reads its time as milliseconds, and what is not there has no label', () => {
  const line = cefLine({ ...rowOf('plain'), created_at: new Date('2026-11-26T17:52:05.909Z'), latency_ms: null, resource_type: null, resource_id: null }, '0.1.0');
  expect(line).toContain('|rt=1795715525909 externalId=1 ');
  expect(line).not.toMatch(/cn1|cs2|=undefined|=(?: |\n)/);
  expect(cefLine({ ...rowOf('plain'), created_at: new Date(Number.NaN) }, '0.1.0')).not.toContain('rt=');
});

/** The header ends at the seventh `|` that no backslash escapes. */
function headerOf(line: string): string[] {
  const field = /((?:\\.|[^\\|])*)\|/y;
  return Array.from({ length: 7 }, () => field.exec(line)?.[1] ?? '');
}

function cefKeys(row: AuditRow): string[] {
  const line = cefLine(row, '0.1.0');
  const extension = line.slice(headerOf(line).reduce((length, field) => length + field.length + 1, 0));
  return [...extension.matchAll(/(?:^| )(\w+)(?<!\\)=/g)].map(([, key]) => key ?? '');
}
