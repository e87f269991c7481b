/** A row of `audit_logs`, with PostgreSQL's names. */
export interface AuditRow {
  id: string;
  tenant_id: string;
  /** Place in the tenant's chain, from 1 without gaps. */
  seq: number;
  user_id: string | null;
  user_name: string | null;
  session_id: string | null;
  event_type: string;
  outcome: string;
  operation: string;
  correlation_id: string;
  resource_type: string | null;
  resource_id: string | null;
  model: string | null;
  tools_used: string[];
  request_hash: string;
  latency_ms: number | null;
  metadata: Record<string, unknown>;
  /** To the millisecond, by the database's clock. */
  created_at: Date;
  prev_hash: string;
  hash: string;
}

/** The newest record of a chain, known from elsewhere than the chain itself. */
export interface ChainHead {
  seq: number;
  hash: string;
}

/** What the first record of a chain follows. */
export const CHAIN_START: ChainHead = { seq: 0, hash: '0'.repeat(64) };

export interface ChainVerdict {
  ok: boolean;
  /** Records found to be whole. */
  records: number;
  firstBad: { seq: number; why: string } | null;
  /** The newest record that was removed by the plant's own rule of how long the log is kept; absent where none was. */
  prunedTo?: number;
}

/**
 * Recomputes one tenant's chain from the rows themselves, given in the order of `seq` from 1: nothing of the engine that
 * stored them is believed. `sha256` gives the hexadecimal digest of UTF-8 text. A chain that was cut off at its end looks
 * whole unless `head` is given.
 */
export async function verifyChain(
  rows: AsyncIterable<AuditRow> | Iterable<AuditRow>,
  sha256: (text: string) => string,
  head?: ChainHead,
): Promise<ChainVerdict> {
  let last = CHAIN_START;
  for await (const row of rows) {
    const why = chainFault(row, last, sha256);
    if (why) return { ok: false, records: last.seq, firstBad: { seq: Math.min(row.seq, last.seq + 1), why } };
    last = { seq: row.seq, hash: row.hash };
  }
  const firstBad = head === undefined ? null : headFault(head, last);
  return { ok: firstBad === null, records: last.seq, firstBad };
}

/** Whether a chain that ends at `last` is the one whose newest record is `head`. */
export function headFault(head: ChainHead, last: ChainHead): ChainVerdict['firstBad'] {
  if (head.seq > last.seq) return { seq: last.seq + 1, why: `the records up to ${head.seq} are missing` };
  if (head.seq < last.seq || head.hash !== last.hash) return { seq: last.seq, why: 'the chain was rewritten' };
  return null;
}

/** What is wrong with a record as the one after `last`, in words; null where nothing is. */
export function chainFault(row: AuditRow, last: ChainHead, sha256: (text: string) => string): string | null {
  if (row.seq > last.seq + 1) return row.seq === last.seq + 2 ? 'this record is missing' : `the records up to ${row.seq - 1} are missing`;
  if (row.seq < last.seq + 1) return 'there are two records with this number';
  if (row.prev_hash !== last.hash) return 'it does not follow the record before it';
  if (row.hash !== sha256(serialiseRecord(row))) return 'it was changed after it was written';
  return null;
}

/** What a record's hash is taken over: a JSON array of its columns in this order, canonical by RFC 8785. The version comes first. */
export function serialiseRecord(row: AuditRow): string {
  return canonicalJson([
    'millwright-audit-1',
    row.tenant_id,
    row.seq,
    row.prev_hash,
    row.id,
    timeOf(row.created_at),
    row.user_id,
    row.user_name,
    row.session_id,
    row.event_type,
    row.outcome,
    row.operation,
    row.correlation_id,
    row.resource_type,
    row.resource_id,
    row.model,
    row.tools_used,
    row.request_hash,
    row.latency_ms,
    row.metadata,
  ]);
}

/** A time that somebody put out of every calendar's range still has to give a verdict. */
function timeOf(date: Date): string {
  return date instanceof Date && Number.isFinite(date.getTime()) ? date.toISOString() : 'no time';
}

/** JSON by RFC 8785. Old records may have keys beyond the basic plane, in the order of code points: see docs/decisions/0015. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort(compareCodePoints);
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalJson((value as Record<string, unknown>)[key])}`).join(',')}}`;
}

const SURROGATE = /[\ud800-\udfff]/;

function compareCodePoints(a: string, b: string): number {
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : Number(a > b);
  const [left, right] = [Array.from(a), Array.from(b)];
  for (const [index, character] of left.entries()) {
    const difference = (character.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
