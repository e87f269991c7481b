import { MillwrightError } from '#shared/contract/errors.ts';
import { openings } from '#shared/contract/openings.ts';
import { bindHandlers } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { openingsWhere } from './openings.ts';

interface OutlineRow {
  id: string;
  messages: number;
  created_at: Date;
  updated_at: Date;
}

export function openingHandlers({ database, clock }: { database: Database; clock: Clock }) {
  return bindHandlers(openings, {
    list: async (_input, { principal }) => ({ openings: await database.withTenant(principal, (tx) => openingsWhere(tx, sql`true`)) }),

    async candidates({ userId }, { principal }) {
      const rows = await database.withTenant(principal, async (tx) => {
        const person = await tx.maybe(sql`SELECT id FROM users WHERE tenant_id = ${tx.tenantId} AND id = ${userId}`);
        if (!person) throw new MillwrightError('USER_NOT_FOUND');
        return tx.rows<OutlineRow>(sql`
          SELECT id, created_at, updated_at, (SELECT count(*)::int FROM messages m WHERE m.tenant_id = c.tenant_id AND m.conversation_id = c.id) AS messages
          FROM conversations c WHERE tenant_id = ${tx.tenantId} AND user_id = ${userId} ORDER BY updated_at DESC, id LIMIT 500`);
      });
      return { conversations: rows.map(({ id, messages, created_at, updated_at }) => ({ id, messages, createdAt: created_at.toISOString(), updatedAt: updated_at.toISOString() })) };
    },

    async mine({ unseen }, { principal }) {
      const own = sql`o.owner_id = ${principal.userId}`;
      return { openings: await database.withTenant(principal, (tx) => openingsWhere(tx, unseen ? sql`${own} AND o.seen_at IS NULL` : own)) };
    },

    async seen({ id }, { principal }) {
      const [opening] = await database.withTenant(principal, async (tx) => {
        await tx.run(sql`UPDATE conversation_openings SET seen_at = ${clock.now()} WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND owner_id = ${principal.userId} AND seen_at IS NULL`);
        return openingsWhere(tx, sql`o.id = ${id} AND o.owner_id = ${principal.userId}`);
      });
      if (!opening) throw new MillwrightError('OPENING_NOT_FOUND');
      return opening;
    },
  });
}
