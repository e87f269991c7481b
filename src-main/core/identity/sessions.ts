import type { SignInMethod } from '#shared/contract/auth.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** A shift and its hand-over: no session lives longer. */
const LIFETIME_MS = 12 * 3_600_000;
/** A session not used for this long has ended. */
export const IDLE_MS = 2 * 3_600_000;
const TOUCH_EVERY_MS = 60_000;
const LONGEST_CALLER = 100;

export interface OpenedSession {
  id: string;
  /** Shown to the client once; only its hash is stored. */
  token: string;
  expiresAt: Date;
}

/** How a session begins; by a local account unless told. */
export interface SessionOrigin {
  method?: SignInMethod;
  rolesAsOf?: Date | null;
  /** What signs in says it is. */
  agent?: string | null;
  /** The door it came through. */
  caller?: string | null;
}

export interface Sessions {
  open(tenantId: string, userId: string, origin?: SessionOrigin): Promise<OpenedSession>;
  close(tenantId: string, sessionId: string): Promise<void>;
  /** Ends every session of a person, but for one they keep; says how many. */
  closeAll(tx: Transaction, userId: string, except?: string | null): Promise<number>;
  /** Locks a session's screen since a time, or unlocks it. */
  setLocked(tenantId: string, sessionId: string | null, since: Date | null): Promise<void>;
  touch(tenantId: string, sessionId: string, lastSeen: Date): Promise<void>;
}

export function createSessions({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }): Sessions {
  return {
    async open(tenantId, userId, { method = 'local', rolesAsOf = null, agent = null, caller = null } = {}) {
      const token = crypto.token(32);
      const id = crypto.uuid();
      const now = clock.now();
      const expiresAt = new Date(now.getTime() + LIFETIME_MS);
      await database.withTenant({ tenantId, userId }, async (tx) => {
        await tx.run(sql`
          INSERT INTO sessions (id, tenant_id, user_id, token_hash, agent, caller, created_at, last_seen, expires_at, method, roles_as_of)
          VALUES (${id}, ${tenantId}, ${userId}, ${crypto.sha256(token)}, ${agent}, ${caller?.slice(0, LONGEST_CALLER) ?? null}, ${now}, ${now}, ${expiresAt}, ${method}, ${rolesAsOf})`);
        await tx.run(sql`UPDATE users SET last_login = ${now}, failed_sign_ins = 0, locked_until = NULL WHERE tenant_id = ${tx.tenantId} AND id = ${userId}`);
      });
      return { id, token, expiresAt };
    },
    async close(tenantId, sessionId) {
      await database.withTenant({ tenantId, userId: null }, (tx) =>
        tx.run(sql`UPDATE sessions SET revoked_at = ${clock.now()} WHERE tenant_id = ${tx.tenantId} AND id = ${sessionId} AND revoked_at IS NULL`),
      );
    },
    async closeAll(tx, userId, except = null) {
      return tx.run(sql`
        UPDATE sessions SET revoked_at = ${clock.now()}
        WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} AND revoked_at IS NULL AND id IS DISTINCT FROM ${except}::uuid`);
    },
    async setLocked(tenantId, sessionId, since) {
      await database.withTenant({ tenantId, userId: null }, (tx) => tx.run(sql`UPDATE sessions SET locked_at = ${since} WHERE tenant_id = ${tx.tenantId} AND id = ${sessionId}`));
    },
    async touch(tenantId, sessionId, lastSeen) {
      const now = clock.now();
      if (now.getTime() - lastSeen.getTime() < TOUCH_EVERY_MS) return;
      await database.withTenant({ tenantId, userId: null }, (tx) => tx.run(sql`UPDATE sessions SET last_seen = ${now} WHERE tenant_id = ${tx.tenantId} AND id = ${sessionId}`));
    },
  };
}
