import { type AuditRow, CHAIN_START, type ChainHead } from './chain.ts';
import type { Statement } from './checkpoint.ts';

const DAY_MS = 86_400_000;

/** Where the records of a log begin. */
export interface Beginning {
  /** What the first record follows. */
  after: ChainHead;
  /** Whether a record of the log says that what stood before was pruned; true where nothing did. */
  recorded: boolean;
}

/**
 * What the log should follow whose first record has the number `first`: the last pruned record where a checkpoint announced its pruning,
 * else the start of every chain. `good` are the checkpoints of the log in order, each signed by the key that the one before it named.
 */
export function beginningOf(first: number, good: readonly Statement[]): Beginning {
  const announced = newestPruned(good);
  if (first <= 1 || announced === null) return { after: CHAIN_START, recorded: true };
  // A pruning goes from checkpoint to checkpoint, and may have been stopped at one.
  const reached = good.find(({ seq }) => seq === first - 1 && seq <= announced.seq);
  const { seq, hash } = reached ?? announced;
  return first > seq ? { after: { seq, hash }, recorded: false } : { after: CHAIN_START, recorded: true };
}

/** Whether a record says that the records up to `end` were pruned. */
export function isRecordOf({ event_type, outcome, metadata }: AuditRow, end: ChainHead): boolean {
  return event_type === 'audit.pruned' && outcome === 'ok' && metadata['to'] === end.seq && metadata['hash'] === end.hash;
}

/** The newest checkpoint up to which a later one rightly announced a pruning. */
function newestPruned(good: readonly Statement[]): Statement | null {
  const announced = good.flatMap((by) => {
    const { pruned } = by;
    const end = pruned && good.find(({ seq, hash, number }) => seq === pruned.seq && hash === pruned.hash && number < by.number);
    return end && Date.parse(end.at) + pruned.days * DAY_MS <= Date.parse(by.at) ? [end] : [];
  });
  return announced.reduce<Statement | null>((newest, each) => (newest === null || each.seq > newest.seq ? each : newest), null);
}
