import { KEPT_KINDS, type Memory, type MemoryKind, type MemoryLimits } from '#shared/contract/memory.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { isHeld, requireFree } from './legal-hold.ts';
import { memoryLimits } from './memory-limits.ts';
import { recall } from './recall.ts';

const DAY_MS = 86_400_000;
const MOST_RECALLED = 8;

interface MemoryRow {
  id: string;
  kind: MemoryKind;
  content: string;
  importance: number;
  label: Label;
  created_at: Date;
  expires_at: Date | null;
}

const COLUMNS = sql`id, kind, content, importance, label, created_at, expires_at`;

export interface NewMemory {
  kind: MemoryKind;
  content: string;
  importance: number;
  label: Label;
  expiresAt: string | null;
}

/** What is remembered of people, each their own. */
export interface MemoryStore {
  list(principal: Principal): Promise<{ memories: Memory[]; limits: MemoryLimits }>;
  /** Those that bear on a question. */
  recall(principal: Principal, question: string): Promise<Memory[]>;
  /** Throws `MEMORY_FULL` where there is no room for what a person writes; a task takes the place of the oldest. */
  keep(principal: Principal, memory: NewMemory): Promise<Memory>;
  /** Throws `MEMORY_NOT_FOUND`, `PERSON_HELD`. */
  change(principal: Principal, id: string, change: { content?: string | undefined; importance?: number | undefined; expiresAt?: string | null | undefined }): Promise<Memory>;
  /** Throws `MEMORY_NOT_FOUND`, `PERSON_HELD`. */
  forget(principal: Principal, id: string): Promise<void>;
  /** How many there were. Throws `PERSON_HELD`. */
  forgetAll(principal: Principal): Promise<number>;
}

export function createMemoryStore({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }): MemoryStore {
  const visible = (tx: Transaction, principal: Principal): Promise<MemoryRow[]> =>
    tx.rows<MemoryRow>(sql`SELECT ${COLUMNS} FROM memories WHERE tenant_id = ${tx.tenantId} AND user_id = ${principal.userId} AND label = ANY(${[...visibleLabels(principal)]}::text[])
      AND (expires_at IS NULL OR expires_at > ${clock.now()}) ORDER BY created_at DESC, id`);

  async function own(tx: Transaction, principal: Principal, id: string): Promise<MemoryRow> {
    const row = (await visible(tx, principal)).find((each) => each.id === id);
    if (!row) throw new MillwrightError('MEMORY_NOT_FOUND');
    return row;
  }

  /** Takes out what is over; of tasks also what has no room, least important and oldest first. Nothing of people under legal hold. */
  async function makeRoom(tx: Transaction, { tenantId, userId }: Principal, { episodes }: MemoryLimits): Promise<void> {
    if (await isHeld(tx, userId)) return;
    await tx.run(sql`DELETE FROM memories WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND expires_at <= ${clock.now()}`);
    await tx.run(sql`DELETE FROM memories WHERE tenant_id = ${tenantId} AND id IN (
      SELECT id FROM memories WHERE tenant_id = ${tenantId} AND user_id = ${userId} AND kind = 'episode' ORDER BY importance DESC, created_at DESC, id OFFSET ${episodes})`);
  }

  async function insert(tx: Transaction, { tenantId, userId }: Principal, { kind, content, importance, label, expiresAt }: NewMemory): Promise<Memory> {
    const now = clock.now();
    return toMemory(
      await tx.one<MemoryRow>(sql`INSERT INTO memories (id, tenant_id, user_id, kind, content, importance, label, source_type, expires_at, created_at, updated_at)
        VALUES (${crypto.uuid()}, ${tenantId}, ${userId}, ${kind}, ${content}, ${importance}, ${label}, ${kind === 'episode' ? 'agent' : 'person'}, ${expiresAt}::timestamptz, ${now}, ${now}) RETURNING ${COLUMNS}`),
    );
  }

  return {
    list: (principal) => database.withTenant(principal, async (tx) => ({ memories: (await visible(tx, principal)).map(toMemory), limits: await memoryLimits(tx) })),
    recall: async (principal, question) => recall((await database.withTenant(principal, (tx) => visible(tx, principal))).map(toMemory), question, MOST_RECALLED),
    keep: (principal, memory) =>
      database.withTenant(principal, async (tx) => {
        const limits = await memoryLimits(tx);
        if (memory.kind === 'episode') {
          const expiresAt = new Date(clock.now().getTime() + limits.days * DAY_MS).toISOString();
          const kept = await insert(tx, principal, { ...memory, expiresAt });
          await makeRoom(tx, principal, limits);
          return kept;
        }
        await makeRoom(tx, principal, limits);
        const { count } = await tx.one<{ count: number }>(sql`SELECT count(*)::int AS count FROM memories WHERE tenant_id = ${tx.tenantId} AND user_id = ${principal.userId} AND kind = ANY(${[...KEPT_KINDS]}::text[])`);
        if (count >= limits.kept) throw new MillwrightError('MEMORY_FULL');
        return insert(tx, principal, memory);
      }),
    change: (principal, id, { content, importance, expiresAt }) =>
      database.withTenant(principal, async (tx) => {
        const before = await own(tx, principal, id);
        await requireFree(tx, principal.userId);
        const until = expiresAt === undefined ? (before.expires_at?.toISOString() ?? null) : expiresAt;
        return toMemory(
          await tx.one<MemoryRow>(sql`UPDATE memories SET content = ${content ?? before.content}, importance = ${importance ?? before.importance}, expires_at = ${until}::timestamptz, updated_at = ${clock.now()}
            WHERE tenant_id = ${tx.tenantId} AND id = ${id} RETURNING ${COLUMNS}`),
        );
      }),
    forget: (principal, id) =>
      database.withTenant(principal, async (tx) => {
        await own(tx, principal, id);
        await requireFree(tx, principal.userId);
        await tx.run(sql`DELETE FROM memories WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
      }),
    forgetAll: (principal) =>
      database.withTenant(principal, async (tx) => {
        await requireFree(tx, principal.userId);
        return tx.run(sql`DELETE FROM memories WHERE tenant_id = ${tx.tenantId} AND user_id = ${principal.userId}`);
      }),
  };
}

function toMemory({ id, kind, content, importance, label, created_at, expires_at }: MemoryRow): Memory {
  return { id, kind, content, importance, label, createdAt: created_at.toISOString(), expiresAt: expires_at?.toISOString() ?? null };
}
