import type { AuditRow } from './chain.ts';

/** A line of an exported log as the record that its hash was taken over; null for what is none. */
export function parseLine(line: string): AuditRow | null {
  try {
    const row = JSON.parse(line) as AuditRow | null;
    if (!Number.isInteger(row?.seq) || row === null) return null;
    return { ...row, created_at: new Date(row.created_at) };
  } catch {
    return null;
  }
}
