import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { KeyStore } from '#core/ports/key-store.ts';
import { sql } from '#core/ports/sql.ts';
import type { ChainHead } from './chain.ts';
import type { Evidence } from './log-check.ts';
import { type Anchor, type Pruned, readCheckpoint, serialiseStatement, type SignedCheckpoint } from './checkpoint.ts';

interface Keys {
  publicKey: string;
  privateKey: string;
}

/** What the key store holds for a log: the key of the next checkpoint and, while one is being made, the key after it. */
interface KeyState {
  current: Keys;
  following: Keys | null;
}

export interface Checkpoints {
  /** A checkpoint of all there is; the newest one again where nothing was added since, null where there is no record. Throws `AUDIT_UNAVAILABLE`. */
  make(tenantId: string): Promise<Anchor | null>;
  /** A checkpoint that announces a pruning. There has to be a record that none covers yet. */
  announce(tenantId: string, pruned: Pruned): Promise<Anchor | null>;
  list(tenantId: string): Promise<SignedCheckpoint[]>;
  /** Checkpoints with the public keys of which the next will be signed with one, where the key store has any. */
  evidence(tenantId: string): Promise<Pick<Evidence, 'checkpoints' | 'nextKeys'>>;
}

/**
 * Signs where a log stands, each time with another key: a checkpoint names the public key of the next, and its own private key is
 * erased once it is stored. Whoever takes the machine over can sign from then on, but nothing of before.
 */
export function createCheckpoints({ database, crypto, clock, keyStore }: { database: Database; crypto: Crypto; clock: Clock; keyStore: KeyStore }): Checkpoints {
  const busy = new Map<string, Promise<unknown>>();

  async function newest(tenantId: string): Promise<{ head: ChainHead | undefined; first: SignedCheckpoint | undefined; last: SignedCheckpoint | undefined }> {
    return database.withTenant({ tenantId, userId: null }, async (tx) => ({
      head: await tx.maybe<ChainHead>(sql`SELECT seq, hash FROM audit_heads WHERE tenant_id = ${tenantId}`),
      first: await tx.maybe<SignedCheckpoint>(sql`SELECT statement, signature FROM audit_checkpoints WHERE tenant_id = ${tx.tenantId} ORDER BY number LIMIT 1`),
      last: await tx.maybe<SignedCheckpoint>(sql`SELECT statement, signature FROM audit_checkpoints WHERE tenant_id = ${tx.tenantId} ORDER BY number DESC LIMIT 1`),
    }));
  }

  async function readKeys(tenantId: string): Promise<KeyState | null> {
    const text = await keyStore.read(nameOf(tenantId));
    return text === null ? null : (JSON.parse(text) as KeyState);
  }

  /** The key that the last checkpoint announced. A crash can leave the one before it in the store. */
  async function keysAfter(tenantId: string, announced: string | undefined): Promise<KeyState> {
    const stored = await readKeys(tenantId);
    if (announced === undefined) return stored ?? { current: crypto.signingKeys(), following: null };
    if (stored?.current.publicKey === announced) return stored;
    if (stored?.following?.publicKey === announced) return { current: stored.following, following: null };
    throw new MillwrightError('AUDIT_UNAVAILABLE', 'The key that signs the record of actions is missing, so no checkpoint can be made.');
  }

  async function make(tenantId: string, pruned?: Pruned): Promise<Anchor | null> {
    const { head, first, last } = await newest(tenantId);
    if (head === undefined || head.seq === 0) return null;
    const before = last === undefined ? null : readCheckpoint(last, crypto);
    if (last !== undefined && before === null) throw new MillwrightError('AUDIT_UNAVAILABLE', 'The newest checkpoint was changed. Check the record before making another.');
    if (last !== undefined && before?.seq === head.seq) return { ...last, root: rootOf(first ?? last) };

    const { current, following } = await keysAfter(tenantId, before?.next);
    const next = following ?? crypto.signingKeys();
    await keyStore.write(nameOf(tenantId), JSON.stringify({ current, following: next } satisfies KeyState));
    const number = (before?.number ?? 0) + 1;
    const statement = serialiseStatement({
      v: 'millwright-checkpoint-1', tenant: tenantId, number, seq: head.seq, hash: head.hash, at: clock.now().toISOString(),
      key: current.publicKey, next: next.publicKey, prev: last === undefined ? null : crypto.sha256(last.statement), pruned,
    });
    const made = { statement, signature: crypto.sign(current.privateKey, statement) };
    await database.withTenant({ tenantId, userId: null }, (tx) =>
      tx.rows(sql`SELECT audit_add_checkpoint(${number}, ${head.seq}, ${head.hash}, ${made.statement}, ${made.signature})`),
    );
    await keyStore.write(nameOf(tenantId), JSON.stringify({ current: next, following: null } satisfies KeyState));
    return { ...made, root: rootOf(first ?? made) };
  }

  const list = (tenantId: string): Promise<SignedCheckpoint[]> =>
    database.withTenant({ tenantId, userId: null }, (tx) => tx.rows<SignedCheckpoint>(sql`SELECT statement, signature FROM audit_checkpoints WHERE tenant_id = ${tx.tenantId} ORDER BY number`));

  /** One at a time for each log: a key signs once. */
  function inTurn<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    const turn = (busy.get(tenantId) ?? Promise.resolve()).catch(() => undefined).then(work);
    busy.set(tenantId, turn);
    return turn;
  }

  return {
    make: (tenantId) => inTurn(tenantId, () => make(tenantId)),
    announce: (tenantId, pruned) => inTurn(tenantId, () => make(tenantId, pruned)),
    list,
    evidence: (tenantId) =>
      inTurn(tenantId, async () => {
        const keys = await readKeys(tenantId);
        const nextKeys = [keys?.current.publicKey, keys?.following?.publicKey].filter((key) => key !== undefined);
        return { checkpoints: await list(tenantId), ...(nextKeys.length > 0 ? { nextKeys } : {}) };
      }),
  };
}
function nameOf(tenantId: string): string {
  return `audit-${tenantId}`;
}

function rootOf({ statement }: SignedCheckpoint): string {
  return (JSON.parse(statement) as { key: string }).key;
}
