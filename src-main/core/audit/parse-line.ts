import type { AuditRow } from './chain.ts';

/** A line of an exported log as the record that its hash was taken over. Throws `SyntaxError` for what is no JSON. */
export function parseLine(line: string): AuditRow {
  const row = JSON.parse(line) as AuditRow;
  row.created_at = new Date(row.created_at);
  return row;
}
