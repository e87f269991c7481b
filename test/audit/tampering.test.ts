import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AuditRow, ChainVerdict } from '#core/audit/chain.ts';
import type { SignedCheckpoint, Statement } from '#core/audit/checkpoint.ts';
import { createLogCheck, type Evidence } from '#core/audit/log-check.ts';
import { check, madeUpLog, type MadeUpLog, rechain, signed } from './made-up-log.ts';

const LENGTH = 60;
const PLACES = [15, 30, 45, LENGTH];

function verdictOf(rows: readonly AuditRow[], evidence: Evidence): ChainVerdict {
  const log = createLogCheck(evidence, check);
  for (const row of rows) log.take(row);
  return log.end();
}

const within = (seq: number, by: number): number => 1 + ((seq - 1 + by) % LENGTH);
const other = (row: AuditRow): AuditRow => ({ ...row, id: randomUUID(), outcome: 'denied' });
const edited = (log: MadeUpLog, seq: number): AuditRow[] => log.rows.map((row) => (row.seq === seq ? other(row) : row));

interface Tampered {
  rows: AuditRow[];
  checkpoints?: SignedCheckpoint[];
  /** Where it shows first: the record itself, or the first one that nothing vouches for any more. */
  first: number;
}

const stretchStart = (seq: number): number => 1 + Math.max(0, ...PLACES.filter((place) => place < seq));

/** The eight kinds. `at` is a record, `by` some other number; both in 1..LENGTH. */
const KINDS: Record<string, (log: MadeUpLog, at: number, by: number) => Tampered> = {
  edit: (log, at) => ({ rows: edited(log, at), first: at }),
  delete: (log, at) => ({ rows: log.rows.filter(({ seq }) => seq !== at), first: at }),
  insert: (log, at) => ({ rows: [...log.rows.slice(0, at), { ...other(log.rows[at - 1] as AuditRow), seq: at + 1 }, ...log.rows.slice(at)], first: at + 1 }),
  swap(log, at, by) {
    const [a, b] = [at, within(at, 1 + (by % (LENGTH - 1)))].toSorted((x, y) => x - y) as [number, number];
    const rows = log.rows.map((row) => (row.seq === a ? { ...(log.rows[b - 1] as AuditRow), seq: a } : row.seq === b ? { ...(log.rows[a - 1] as AuditRow), seq: b } : row));
    return { rows, first: a };
  },
  'cut the tail': (log, at) => ({ rows: log.rows.slice(0, at - 1), checkpoints: log.checkpoints.slice(0, PLACES.filter((place) => place < at).length), first: at }),
  'rewrite all': (log, at) => {
    const rows = rechain(edited(log, at));
    return { rows, checkpoints: signed(rows, PLACES), first: 1 };
  },
  'delete and rewrite': (log, at) => ({ rows: rechain(log.rows.filter(({ seq }) => seq !== at)), first: at > 45 ? LENGTH : stretchStart(at) }),
  'forge a checkpoint'(log, at, by) {
    const nth = by % PLACES.length;
    const rows = rechain(edited(log, at));
    const forged = log.checkpoints.map((one, index) => {
      const said = JSON.parse(one.statement) as Statement;
      return index === nth ? { ...one, statement: JSON.stringify({ ...said, hash: rows[said.seq - 1]?.hash }) } : one;
    });
    return { rows: forged[nth]?.statement === log.checkpoints[nth]?.statement ? log.rows : rows, checkpoints: forged[nth]?.statement === log.checkpoints[nth]?.statement ? [...log.checkpoints.slice(0, nth), { ...forged[nth], signature: 'AAAA' } as SignedCheckpoint, ...log.checkpoints.slice(nth + 1)] : forged, first: Number.NaN };
  },
};

test('1,000 random tamperings of eight kinds are all found with an anchor, and the first bad record is named', () => {
  const log = madeUpLog(LENGTH, PLACES);
  const kinds = Object.keys(KINDS);
  let made = 0;
  fc.assert(
    fc.property(fc.nat(kinds.length - 1), fc.integer({ min: 1, max: LENGTH }), fc.integer({ min: 1, max: 1_000 }), (kind, at, by) => {
      const { rows, checkpoints = log.checkpoints, first } = (KINDS[kinds[kind] ?? ''] as (typeof KINDS)[string])(log, at, by);
      const verdict = verdictOf(rows, { checkpoints, anchors: [log.anchor] });
      made += 1;
      expect(verdict.ok, kinds[kind]).toBe(false);
      if (!Number.isNaN(first)) expect({ kind: kinds[kind], at, seq: verdict.firstBad?.seq }).toEqual({ kind: kinds[kind], at, seq: first });
    }),
    { numRuns: 1_000, seed: 20261126 },
  );
  expect(made).toBe(1_000);
});

test('1,000 clean logs of random length and checkpoints give no false alarm, with an old anchor and a new one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }), fc.nat(3), (length, wanted, nth) => {
      const places = wanted.filter((place) => place <= length).toSorted((a, b) => a - b);
      const log = madeUpLog(length, places.length > 0 ? places : [length]);
      const old = log.checkpoints[nth % log.checkpoints.length] as SignedCheckpoint;
      for (const anchors of [[], [log.anchor], [{ ...old, root: log.anchor.root }]]) {
        expect(verdictOf(log.rows, { checkpoints: log.checkpoints, anchors })).toEqual({ ok: true, records: length, firstBad: null });
      }
    }),
    { numRuns: 1_000, seed: 20261126 },
  );
});

test('today\u2019s key signs nothing of before: a checkpoint made again with it is refused', () => {
  const log = madeUpLog(LENGTH, PLACES);
  const rows = rechain(edited(log, 20));
  const mine = signed(rows, PLACES);
  // The intruder has a key of their own and every word of the statements, but not the erased private keys.
  const checkpoints = [log.checkpoints[0], ...mine.slice(1)] as SignedCheckpoint[];
  expect(verdictOf(rows, { checkpoints, anchors: [] }).firstBad).toMatchObject({ seq: 16 });
});

test('without an anchor the key store still shows that the newest checkpoints were cut off', () => {
  const log = madeUpLog(LENGTH, PLACES);
  const next = (JSON.parse(log.anchor.statement) as Statement).next;
  expect(verdictOf(log.rows, { checkpoints: log.checkpoints, anchors: [], nextKeys: [next] }).ok).toBe(true);
  expect(verdictOf(log.rows.slice(0, 30), { checkpoints: log.checkpoints.slice(0, 2), anchors: [], nextKeys: [next] }).firstBad?.seq).toBe(31);
});
