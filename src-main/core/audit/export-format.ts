import type { AuditRow } from './chain.ts';

const COLUMNS = ['seq', 'created_at', 'event_type', 'outcome', 'operation', 'correlation_id', 'user_id', 'user_name', 'session_id', 'resource_type', 'resource_id', 'model', 'tools_used', 'request_hash', 'latency_ms', 'metadata', 'id', 'tenant_id', 'prev_hash', 'hash'] as const;

export const CSV_HEADER = `${COLUMNS.join(',')}\r\n`;

const PLAIN = /^[\n\x20-\x7e]*$/;

/** Records as JSON lines without a character that ends a line to some reader, moves a cursor or turns the direction: JSON has escapes for them. */
export function safeJsonLines(lines: string): string {
  return PLAIN.test(lines) ? lines : lines.replace(/[\u007f-\u009f\p{Cf}\u2028\u2029]/gu, escaped);
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`).join('');
}

/** A record as a line of CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe before it. */
export function csvLine(row: AuditRow): string {
  return `${COLUMNS.map((column) => csvCell(textOf(row[column]))).join(',')}\r\n`;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return Number.isFinite(value.getTime()) ? value.toISOString() : '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function csvCell(text: string): string {
  const plain = withoutControls(text);
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(plain) ? `'${plain}` : plain;
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Line breaks and control characters (terminal escapes too), as a space: one record is one line, whatever is in it. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

const SEVERITY: Readonly<Record<string, number>> = { intent: 1, ok: 2, cancelled: 3, invalid: 5, failed: 6, denied: 7 };

/** A record as a line of ArcSight's Common Event Format 0: header `|` and `\` escaped, extension `=` and `\`; times in milliseconds since 1970. */
export function cefLine(row: AuditRow, version: string): string {
  const header = ['CEF:0', 'Millwright', 'Millwright', version, row.event_type, `${row.operation} ${row.outcome}`].map((text, index) => (index === 0 ? text : cefHeader(text)));
  const extension = [
    ['rt', milliseconds(row.created_at)], ['externalId', row.seq], ['outcome', row.outcome], ['suid', row.user_id], ['suser', row.user_name],
    ...labelled('cs1', 'correlationId', row.correlation_id), ...labelled('cs2', 'resource', [row.resource_type, row.resource_id].filter(Boolean).join(' ')),
    ...labelled('cs3', 'requestHash', row.request_hash), ...labelled('cs4', 'hash', row.hash), ...labelled('cs5', 'details', row.metadata),
    ...labelled('cs6', 'tenant', row.tenant_id), ...labelled('cn1', 'latencyMs', row.latency_ms),
  ] as const;
  const pairs = extension.filter(([, value]) => isThere(value)).map(([key, value]) => `${key}=${cefValue(textOf(value))}`);
  return `${header.join('|')}|${SEVERITY[row.outcome] ?? 5}|${pairs.join(' ')}\n`;
}

const isThere = (value: unknown): boolean => value !== null && value !== '';

/** A custom field of CEF with what it means; neither where there is nothing to say. */
function labelled(key: string, label: string, value: unknown): [string, unknown][] {
  return isThere(value) ? [[`${key}Label`, label], [key, value]] : [];
}

function milliseconds(at: Date): number | null {
  return Number.isFinite(at.getTime()) ? at.getTime() : null;
}

function cefHeader(text: string): string {
  return withoutControls(text).replace(/[\\|]/g, '\\$&');
}

function cefValue(text: string): string {
  return withoutControls(text).replace(/[\\=]/g, '\\$&');
}
