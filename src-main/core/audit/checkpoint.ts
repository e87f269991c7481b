import { z } from 'zod';

/** Announces that the records up to `seq` may be gone, because the plant keeps its log no longer than `days`. */
const Pruned = z.object({ days: z.int().min(30), hash: z.string().length(64), seq: z.int().min(1) });
export type Pruned = z.infer<typeof Pruned>;

/** What a checkpoint says: the log had this newest record, and the next checkpoint will be signed with `next`. */
const Statement = z.object({
  v: z.literal('millwright-checkpoint-1'),
  tenant: z.uuid(),
  number: z.int().min(1),
  seq: z.int().min(1),
  hash: z.string().length(64),
  at: z.iso.datetime(),
  /** Ed25519 public keys, base64url: the one that signs this, and the one that will sign the next. */
  key: z.string(),
  next: z.string(),
  /** SHA-256 of the statement before; null for the first. */
  prev: z.string().length(64).nullable(),
  pruned: Pruned.optional(),
});
export type Statement = z.infer<typeof Statement>;

/** A statement as it was signed, and its signature. */
export interface SignedCheckpoint {
  statement: string;
  signature: string;
}

/** A checkpoint carried away from the log it is about, with the first key of its chain of keys. */
export interface Anchor extends SignedCheckpoint {
  root: string;
}

export interface SignatureCheck {
  sha256(text: string): string;
  /** Whether `signature` (base64url) is the one of `text` by an Ed25519 public key; false for what is no key or signature. */
  verifySignature(publicKey: string, text: string, signature: string): boolean;
}

/** Canonical by RFC 8785: every key is plain ASCII and stands in order, every number is whole. */
export function serialiseStatement({ at, hash, key, next, number, prev, pruned, seq, tenant, v }: Statement): string {
  return JSON.stringify({ at, hash, key, next, number, prev, pruned: pruned && { days: pruned.days, hash: pruned.hash, seq: pruned.seq }, seq, tenant, v });
}

/** The statement behind a checkpoint that its own key really signed; null for anything else. */
export function readCheckpoint({ statement, signature }: SignedCheckpoint, check: SignatureCheck): Statement | null {
  let given: unknown;
  try {
    given = JSON.parse(statement);
  } catch {
    return null;
  }
  const parsed = Statement.safeParse(given);
  return parsed.success && check.verifySignature(parsed.data.key, statement, signature) ? parsed.data : null;
}

export interface CheckpointChain {
  /** As far as every checkpoint was signed with the key that the one before it announced. */
  good: Statement[];
  fault: { seq: number; why: string } | null;
}

/** Follows the chain of keys from the first checkpoint. `tenant` and `root` are compared where they are known. */
export function followCheckpoints(checkpoints: readonly SignedCheckpoint[], check: SignatureCheck, root?: string): CheckpointChain {
  const good: Statement[] = [];
  let before: SignedCheckpoint | null = null;
  for (const signed of checkpoints) {
    const last = good.at(-1);
    const said = readCheckpoint(signed, check);
    const expectedKey = last === undefined ? root : last.next;
    const fits =
      said !== null &&
      said.number === good.length + 1 &&
      said.seq > (last?.seq ?? 0) &&
      (expectedKey === undefined || said.key === expectedKey) &&
      said.prev === (before === null ? null : check.sha256(before.statement)) &&
      (last === undefined || said.tenant === last.tenant);
    if (!fits) return { good, fault: { seq: (last?.seq ?? 0) + 1, why: `checkpoint ${good.length + 1}, which vouches for it, is missing or forged` } };
    good.push(said);
    before = signed;
  }
  return { good, fault: null };
}
