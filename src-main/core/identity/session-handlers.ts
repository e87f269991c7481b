import { MillwrightError } from '#shared/contract/errors.ts';
import { type SessionSummary, sessions } from '#shared/contract/sessions.ts';
import { bindHandlers } from '#core/pipeline/bind-handlers.ts';
import type { Principal } from '#core/pipeline/call.ts';
import { reach } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';
import { ownerOf } from './owner-of.ts';
import { IDLE_MS, type Sessions } from './sessions.ts';

interface Row {
  id: string;
  user_id: string;
  user_name: string;
  agent: string | null;
  caller: string | null;
  created_at: Date;
  last_seen: Date;
  expires_at: Date;
}

interface Dependencies {
  database: Database;
  sessions: Sessions;
  clock: Clock;
}

export function sessionHandlers({ database, sessions: store, clock }: Dependencies) {
  async function open(principal: Principal, which: SqlStatement): Promise<{ sessions: SessionSummary[] }> {
    const now = clock.now();
    const rows = await database.withTenant(principal, (tx) =>
      tx.rows<Row>(sql`SELECT s.id, s.user_id, u.display_name AS user_name, s.agent, s.caller, s.created_at, s.last_seen, s.expires_at
        FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
        WHERE s.tenant_id = ${tx.tenantId} AND s.revoked_at IS NULL AND s.expires_at > ${now} AND s.last_seen > ${new Date(now.getTime() - IDLE_MS)} AND ${which}
        ORDER BY s.last_seen DESC, s.id`),
    );
    return {
      sessions: rows.map((row) => ({
        id: row.id,
        user: { id: row.user_id, name: row.user_name },
        agent: row.agent,
        caller: row.caller,
        createdAt: row.created_at.toISOString(),
        lastSeen: row.last_seen.toISOString(),
        expiresAt: row.expires_at.toISOString(),
        current: row.id === principal.sessionId,
      })),
    };
  }

  return bindHandlers(sessions, {
    mine: (_input, { principal }) => open(principal, sql`s.user_id = ${principal.userId}`),
    list: (_input, { principal }) => open(principal, reach(principal, 'session', { tenant: sql`s.tenant_id`, owner: sql`s.user_id` })),

    async revoke({ id }, { principal }) {
      const revoked = await database.withTenant(principal, (tx) =>
        tx.run(sql`UPDATE sessions SET revoked_at = ${clock.now()}
          WHERE id = ${id} AND revoked_at IS NULL AND ${reach(principal, 'session', { tenant: sql`tenant_id`, owner: sql`user_id` })}`),
      );
      if (revoked === 0) throw new MillwrightError('SESSION_NOT_FOUND');
      return { revoked };
    },

    async revokeAll({ userId }, { principal }) {
      const revoked = await database.withTenant(principal, async (tx) => store.closeAll(tx, await ownerOf(tx, principal, userId), principal.sessionId));
      return { revoked };
    },
  });
}
