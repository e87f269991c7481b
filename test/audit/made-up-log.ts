import { hash, randomUUID } from 'node:crypto';
import { sign, signingKeys, verifySignature } from '#adapters/crypto/ed25519.ts';
import { type AuditRow, CHAIN_START, serialiseRecord } from '#core/audit/chain.ts';
import { type Anchor, type Pruned, serialiseStatement, type SignedCheckpoint } from '#core/audit/checkpoint.ts';

export const check = { sha256: (text: string) => hash('sha256', text), verifySignature };

const MONTH_MS = 31 * 86_400_000;

export interface MadeUpLog {
  rows: AuditRow[];
  checkpoints: SignedCheckpoint[];
  anchor: Anchor;
}

/** Chains the records anew, as whoever knows how it is done can. */
export function rechain(rows: readonly AuditRow[]): AuditRow[] {
  let last = CHAIN_START;
  return rows.map((given, index) => {
    const row = { ...given, seq: index + 1, prev_hash: last.hash };
    row.hash = check.sha256(serialiseRecord(row));
    last = { seq: row.seq, hash: row.hash };
    return row;
  });
}

/** Checkpoints of these records at each of `places`, a month apart, with keys that nobody else has. The last may announce a pruning. */
export function signed(rows: readonly AuditRow[], places: readonly number[], announced?: Omit<Pruned, 'hash'>): SignedCheckpoint[] {
  let keys = signingKeys();
  let before: SignedCheckpoint | null = null;
  return places.map((seq, index) => {
    const next = signingKeys();
    const row = rows[seq - 1] as AuditRow;
    const pruned = announced && index === places.length - 1 ? { ...announced, hash: rows[announced.seq - 1]?.hash ?? '' } : undefined;
    const statement = serialiseStatement({
      v: 'millwright-checkpoint-1', tenant: row.tenant_id, number: index + 1, seq, hash: row.hash, at: new Date(1_780_000_000_000 + index * MONTH_MS).toISOString(),
      key: keys.publicKey, next: next.publicKey, prev: before === null ? null : check.sha256(before.statement), pruned,
    });
    before = { statement, signature: sign(keys.privateKey, statement) };
    keys = next;
    return before;
  });
}

/** A log of so many records with checkpoints on the way and an anchor of the last. */
export function madeUpLog(length: number, places: readonly number[]): MadeUpLog {
  const tenant = randomUUID();
  const rows = rechain(
    Array.from({ length }, (_, index) => ({
      id: randomUUID(), tenant_id: tenant, seq: 0, user_id: randomUUID(), user_name: null, session_id: null, event_type: 'search.query', outcome: 'ok', operation: 'search.query',
      correlation_id: randomUUID(), resource_type: 'search', resource_id: null, model: null, tools_used: [], request_hash: 'ab'.repeat(32), latency_ms: index % 90,
      metadata: { top: index, mode: 'hybrid', via: 'session' }, created_at: new Date(1_764_000_000_000 + index * 1_000), prev_hash: '', hash: '',
    })),
  );
  const checkpoints = signed(rows, places);
  const last = checkpoints.at(-1) as SignedCheckpoint;
  return { rows, checkpoints, anchor: { ...last, root: (JSON.parse(checkpoints[0]?.statement ?? '{}') as { key: string }).key } };
}
