import type { RoutingCorrection } from '#shared/contract/routing.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { folded } from './folded.ts';
import type { Correction } from './training-set.ts';

/** What is learnt from and shown: older ones are kept, and count again when later ones are taken back. */
const MOST = 2_000;

export interface CorrectionStore {
  /** Throws `CORRECTION_NOT_FOUND`. */
  forget(principal: Principal, id: string): Promise<void>;
  keep(principal: Principal, correction: Correction): Promise<string>;
  list(principal: Principal): Promise<RoutingCorrection[]>;
  /** Changes with every correction that comes or goes. */
  state(principal: Principal): Promise<string>;
  /** For training: oldest first. */
  examples(principal: Principal): Promise<Correction[]>;
  /** What the person said of this very question; undefined where nothing. */
  own(principal: Principal, question: string): Promise<{ agent: string | null } | undefined>;
}

export function createCorrectionStore({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }): CorrectionStore {
  const keyOf = (question: string): string => crypto.sha256(folded(question).replace(/[^\p{L}\p{N}]+/gu, ' ').trim());

  return {
    async keep(principal, { question, agent }) {
      const { tenantId, userId } = principal;
      const { id } = await database.withTenant(principal, (tx) =>
        tx.one<{ id: string }>(sql`
          INSERT INTO routing_corrections (id, tenant_id, user_id, question, question_key, agent, created_at)
          VALUES (${crypto.uuid()}, ${tenantId}, ${userId}, ${question}, ${keyOf(question)}, ${agent}, ${clock.now()})
          ON CONFLICT (tenant_id, user_id, question_key) DO UPDATE SET id = EXCLUDED.id, question = EXCLUDED.question, agent = EXCLUDED.agent, created_at = EXCLUDED.created_at
          RETURNING id`),
      );
      return id;
    },
    async forget(principal, id) {
      const gone = await database.withTenant(principal, (tx) => tx.run(sql`DELETE FROM routing_corrections WHERE tenant_id = ${tx.tenantId} AND id = ${id}`));
      if (gone === 0) throw new MillwrightError('CORRECTION_NOT_FOUND');
    },
    async list(principal) {
      const rows = await database.withTenant(principal, (tx) =>
        tx.rows<{ id: string; question: string; agent: string | null; name: string; created_at: Date }>(sql`
          SELECT c.id, c.question, c.agent, u.display_name AS name, c.created_at FROM routing_corrections c
          JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
          WHERE c.tenant_id = ${tx.tenantId} ORDER BY c.created_at DESC, c.id LIMIT ${MOST}`),
      );
      return rows.map(({ id, question, agent, name, created_at }) => ({ id, question, agent, by: name, at: created_at.toISOString() }));
    },
    async state(principal) {
      const { count, last } = await database.withTenant(principal, (tx) =>
        tx.one<{ count: number; last: string | null }>(sql`
          SELECT count(*)::int AS count, (SELECT id::text FROM routing_corrections WHERE tenant_id = ${tx.tenantId} ORDER BY created_at DESC, id LIMIT 1) AS last
          FROM routing_corrections WHERE tenant_id = ${tx.tenantId}`),
      );
      return `${count} ${last ?? '-'}`;
    },
    async examples(principal) {
      const rows = await database.withTenant(principal, (tx) =>
        tx.rows<Correction>(sql`SELECT question, agent FROM routing_corrections WHERE tenant_id = ${tx.tenantId} ORDER BY created_at DESC, id LIMIT ${MOST}`),
      );
      return rows.toReversed();
    },
    own: (principal, question) =>
      database.withTenant(principal, (tx) =>
        tx.maybe<{ agent: string | null }>(sql`
          SELECT agent FROM routing_corrections WHERE tenant_id = ${tx.tenantId} AND user_id = ${principal.userId} AND question_key = ${keyOf(question)}`),
      ),
  };
}
