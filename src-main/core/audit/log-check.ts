import { receiptDigest, type ReceiptParts } from '#shared/contract/receipt-code.ts';
import { type AuditRow, CHAIN_START, type ChainHead, type ChainVerdict, chainFault, headFault } from './chain.ts';
import { type Anchor, type CheckpointChain, followCheckpoints, readCheckpoint, type SignatureCheck, type SignedCheckpoint, type Statement } from './checkpoint.ts';
import { type Beginning, beginningOf, isRecordOf } from './pruning.ts';

/** What is known about a log beside its records. */
export interface Evidence {
  /** In order from the first. */
  checkpoints: readonly SignedCheckpoint[];
  /** Kept elsewhere. The signature of each has been looked at: see {@link readCheckpoint}. */
  anchors: readonly Anchor[];
  /** Codes of receipts kept elsewhere. */
  receipts?: readonly ReceiptParts[];
  head?: ChainHead;
  /** Public keys of which the next checkpoint will be signed with one, where the key store is at hand. */
  nextKeys?: readonly string[];
}

/** Takes the records of one log in order, null for what cannot be read as one, and says what is wrong with it. */
export interface LogCheck {
  /** False once a fault is known: what follows cannot change the verdict. */
  take(row: AuditRow | null): boolean;
  end(): ChainVerdict;
}

type Fault = NonNullable<ChainVerdict['firstBad']>;

interface KnownAnchor {
  root: string;
  said: Statement | null;
}

/**
 * Recomputes hashes, follows the keys of the checkpoints, and compares both with anchors. Where a stretch was rewritten so that it
 * fits in itself, the first record that nothing vouches for any more is named. A log may begin after records that were pruned.
 */
export function createLogCheck(evidence: Evidence, check: SignatureCheck): LogCheck {
  const anchors: KnownAnchor[] = evidence.anchors.map((anchor) => ({ root: anchor.root, said: readCheckpoint(anchor, check) }));
  const chain = followCheckpoints(evidence.checkpoints, check, anchors[0]?.root);
  const receipts = evidence.receipts ?? [];
  const vouched = vouchedHashes(chain, anchors);
  let beginning: Beginning | null = null;
  let last = CHAIN_START;
  let vouchedSeq = 0;
  let found: Fault | null = null;

  function begin(row: AuditRow): Beginning {
    const begun = beginningOf(row.seq, chain.good);
    last = begun.after;
    vouchedSeq = last.seq;
    return begun;
  }

  function faultOf(row: AuditRow): Fault | null {
    const why = chainFault(row, last, check.sha256);
    if (why !== null) return { seq: Math.min(row.seq, last.seq + 1), why };
    const hash = vouched.get(row.seq);
    if (hash !== undefined && hash !== row.hash) return { seq: vouchedSeq + 1, why: `the records from here to ${row.seq} were rewritten` };
    if (hash !== undefined) vouchedSeq = row.seq;
    return null;
  }

  function endFault(): Fault | null {
    const newest = Math.max(0, ...vouched.keys());
    if (newest > last.seq) return { seq: last.seq + 1, why: `the records up to ${newest} are missing` };
    if (chain.fault !== null) return chain.fault;
    const lastGood = chain.good.at(-1);
    const promised = Math.max(0, ...anchors.map(({ said }) => said?.number ?? 0), ...receipts.map(({ number }) => number));
    if (promised > chain.good.length) return { seq: (lastGood?.seq ?? 0) + 1, why: `the checkpoints up to ${promised} are missing` };
    if (beginning !== null && !beginning.recorded) return { seq: 1, why: `the records up to ${beginning.after.seq} are missing, and no record says that they were pruned` };
    if (evidence.nextKeys && !evidence.nextKeys.includes(lastGood?.next ?? '') && lastGood) return { seq: last.seq + 1, why: 'checkpoints are missing, and maybe the records they vouched for' };
    return evidence.head === undefined ? null : headFault(evidence.head, last);
  }

  /** A receipt fits one checkpoint only. Where it does not, nothing says since when the log is another. */
  function receiptFault(): Fault | null {
    const other = receipts.find(({ number, digest }) => {
      const own = evidence.checkpoints[number - 1];
      return number <= chain.good.length && own && receiptDigest(check.sha256(own.statement)) !== digest;
    });
    if (other === undefined) return null;
    return { seq: 1, why: `checkpoint ${other.number} is another than the receipt${other.vouched ? '' : ', or its code was mistyped'}` };
  }

  return {
    take(row) {
      if (row === null) {
        found ??= { seq: last.seq + 1, why: 'it cannot be read' };
        return false;
      }
      beginning ??= begin(row);
      found ??= faultOf(row);
      if (found !== null) return false;
      last = { seq: row.seq, hash: row.hash };
      beginning.recorded ||= isRecordOf(row, beginning.after);
      return true;
    },
    end() {
      const before = beginning?.after.seq ?? 0;
      const firstBad = [chain.fault, anchorFault(chain, anchors), receiptFault()].reduce(earlier, found ?? endFault());
      const whole = firstBad === null ? last.seq : Math.min(last.seq, firstBad.seq - 1);
      return { ok: firstBad === null, records: Math.max(0, whole - before), firstBad, ...(before > 0 ? { prunedTo: before } : {}) };
    },
  };
}

function vouchedHashes({ good }: CheckpointChain, anchors: readonly KnownAnchor[]): Map<number, string> {
  const all = [...good, ...anchors.flatMap(({ said }) => said ?? [])];
  return new Map(all.map(({ seq, hash }) => [seq, hash]));
}

/** An anchor is one of the log's own checkpoints, also where the records it vouched for are pruned. */
function anchorFault({ good }: CheckpointChain, anchors: readonly KnownAnchor[]): Fault | null {
  for (const { said } of anchors) {
    const own = good[(said?.number ?? 0) - 1];
    if (said && own && (own.seq !== said.seq || own.hash !== said.hash)) return { seq: 1, why: `checkpoint ${said.number} is another than the anchor` };
  }
  return null;
}

function earlier(one: Fault | null, other: Fault | null): Fault | null {
  if (one === null || other === null) return one ?? other;
  return other.seq < one.seq ? other : one;
}
