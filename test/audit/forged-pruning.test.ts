import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditRow, ChainVerdict } from '#core/audit/chain.ts';
import type { Anchor, SignedCheckpoint } from '#core/audit/checkpoint.ts';
import { createLogCheck } from '#core/audit/log-check.ts';
import { check, madeUpLog, rechain, signed } from './made-up-log.ts';

const LENGTH = 60;
const PLACES = [15, 30, 45, LENGTH];
const PRUNED = 30;
const RECORDED = 50;

interface PrunedLog {
  rows: AuditRow[];
  checkpoints: SignedCheckpoint[];
  anchors: Anchor[];
}

/** A log whose first 30 records were pruned, as record 50 says and checkpoint 4 announced, two months after checkpoint 2. */
function prunedLog(change: { days?: number; claims?: object; announced?: number } = {}): PrunedLog {
  const { days = 60, announced = PRUNED } = change;
  const before = madeUpLog(LENGTH, PLACES).rows;
  const hash = before[PRUNED - 1]?.hash;
  const record = { event_type: 'audit.pruned', outcome: 'ok', metadata: { from: 1, to: PRUNED, hash, checkpoint: 2, ...change.claims } };
  const rows = rechain(before.map((row) => (row.seq === RECORDED ? { ...row, ...record } : row)));
  const checkpoints = signed(rows, PLACES, { seq: announced, days });
  const root = (JSON.parse(checkpoints[0]?.statement ?? '{}') as { key: string }).key;
  return { rows: rows.slice(PRUNED), checkpoints, anchors: checkpoints.map((one) => ({ ...one, root })) };
}

function verdictOf(rows: readonly AuditRow[], checkpoints: readonly SignedCheckpoint[], anchor?: Anchor): ChainVerdict {
  const log = createLogCheck({ checkpoints, anchors: anchor ? [anchor] : [] }, check);
  for (const row of rows) log.take(row);
  return log.end();
}

test('a log that begins after a pruned span is whole, against every anchor there ever was', () => {
  const { rows, checkpoints, anchors } = prunedLog();
  for (const anchor of [undefined, ...anchors]) expect(verdictOf(rows, checkpoints, anchor)).toEqual({ ok: true, records: LENGTH - PRUNED, firstBad: null, prunedTo: PRUNED });
});

test.each([
  ['that no checkpoint announces, because its statement was put in later', () => {
    const { rows, checkpoints } = prunedLog();
    const announcing = checkpoints[3] as SignedCheckpoint;
    return { rows, checkpoints: [...checkpoints.slice(0, 3), { ...announcing, statement: announcing.statement.replace(`"seq":${PRUNED}}`, '"seq":45}') }], seq: 1 };
  }],
  ['announced before the plant lets records go', () => ({ ...prunedLog({ days: 90 }), seq: 1 })],
  ['announced up to where no checkpoint stands', () => ({ ...prunedLog({ announced: 29 }), seq: 1 })],
  ['that its record says of another hash', () => ({ ...prunedLog({ claims: { hash: 'ab'.repeat(32) } }), seq: 1 })],
  ['that its record says of other records', () => ({ ...prunedLog({ claims: { to: 15 } }), seq: 1 })],
  ['that goes further than it was announced', () => {
    const { rows, checkpoints } = prunedLog();
    return { rows: rows.filter(({ seq }) => seq > 45), checkpoints, seq: PRUNED + 1 };
  }],
] as [string, () => { rows: AuditRow[]; checkpoints: SignedCheckpoint[]; seq: number }][])('a pruning %s is a fault', (_, forge) => {
  const { rows, checkpoints, seq } = forge();
  expect(verdictOf(rows, checkpoints)).toMatchObject({ ok: false, firstBad: { seq } });
});

test('an anchor of another history of what was pruned is told from ours', () => {
  const { rows, checkpoints } = prunedLog();
  expect(verdictOf(rows, checkpoints, prunedLog().anchors[0])).toMatchObject({ ok: false, firstBad: { seq: 1 } });
});

test('300 tamperings with what is left after a pruning are found and named', () => {
  const { rows, checkpoints, anchors } = prunedLog();
  const place = fc.integer({ min: PRUNED + 1, max: LENGTH });
  const kinds: ((at: number) => AuditRow[])[] = [
    (at) => rows.map((row) => (row.seq === at ? { ...row, outcome: 'denied' } : row)),
    (at) => rows.filter(({ seq }) => seq !== at),
    (at) => rows.filter(({ seq }) => seq < at),
    (at) => rows.map((row) => (row.seq === at ? { ...row, user_id: null } : row)),
  ];
  fc.assert(
    fc.property(fc.nat(kinds.length - 1), place, (kind, at) => {
      const tampered = kinds[kind]?.(at) ?? [];
      expect(verdictOf(tampered, checkpoints, anchors[3])).toMatchObject({ ok: false, firstBad: { seq: tampered.length === 0 ? 1 : at } });
    }),
    { numRuns: 300, seed: 20261126 },
  );
});
