import { MillwrightError } from '#shared/contract/errors.ts';
import type { Holdings } from '#shared/contract/privacy.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';
import { holdingsOf } from './holdings.ts';
import { holdOn } from './holds.ts';
import { type Person, pseudonymOf, requirePerson } from './person.ts';

/** Rows removed in one transaction at most, so that others get their turn between. */
const BATCH = 5_000;

/** What an erasure leaves dead rows in: these are written anew at its end. */
export const REWRITTEN: readonly string[] = [
  'users', 'sessions', 'api_keys', 'sso_accounts', 'second_factors', 'memories', 'recall_notices', 'answer_sources', 'messages', 'conversations',
  'conversation_openings', 'legal_holds', 'generations', 'guardrail_violations', 'feedback', 'evaluation_questions', 'comparison_answers', 'approvals', 'approval_decisions', 'notice_deliveries', 'routing_corrections', 'plans', 'plan_steps',
];

/**
 * Takes a person out of the plant for good: from here on nobody can be them, and everything that stays names a pseudonym.
 * Throws `PERSON_HELD`, `LAST_ADMIN`, `ERASE_REFUSED`, and what `confirmed` throws.
 */
export async function beginErasure(tx: Transaction, { id, by, now, tenantId, confirmed }: { id: string; by: string; now: Date; tenantId: string; confirmed(person: Person): void }): Promise<Holdings> {
  const person = await requirePerson(tx, id);
  if (person.erased) throw new MillwrightError('ERASE_REFUSED', 'This person has been erased already.');
  if (id === by) throw new MillwrightError('ERASE_REFUSED', 'Nobody can erase themselves. Another admin has to.');
  if (await holdOn(tx, id)) throw new MillwrightError('PERSON_HELD');
  confirmed(person);
  const { admins } = await tx.one<{ admins: number }>(sql`SELECT count(*)::int AS admins FROM users WHERE tenant_id = ${tx.tenantId} AND role = 'admin' AND is_active AND id <> ${id}`);
  if (admins === 0) throw new MillwrightError('LAST_ADMIN');
  const removed = await holdingsOf(tx, id);
  await tx.run(sql`INSERT INTO erasures (tenant_id, user_id, erased_by, begun_at, counts) VALUES (${tenantId}, ${id}, ${by}, ${now}, ${JSON.stringify(removed)}::jsonb)`);
  await tx.run(sql`
    UPDATE users SET external_id = ${`erased:${id}`}, email = '', display_name = ${pseudonymOf(id)}, role = 'viewer', clearance = NULL, password_hash = NULL,
      failed_sign_ins = 0, locked_until = NULL, metadata = '{}', is_active = false, last_login = NULL WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
  await tx.run(sql`DELETE FROM sessions WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
  await tx.run(sql`DELETE FROM sso_accounts WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
  await tx.run(sql`DELETE FROM second_factors WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
  // Keys stay as evidence of what acted, without what they were called.
  await tx.run(sql`UPDATE api_keys SET name = '', revoked_at = coalesce(revoked_at, ${now}) WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
  await tx.run(sql`DELETE FROM routing_corrections WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
  await tx.run(sql`UPDATE generations SET user_id = NULL WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
  await tx.run(sql`UPDATE guardrail_violations SET user_id = NULL WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
  await tx.run(sql`DELETE FROM notice_deliveries WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
  await tx.run(sql`DELETE FROM approvals WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
  await tx.run(sql`UPDATE approval_decisions SET reason = NULL WHERE tenant_id = ${tx.tenantId} AND decided_by = ${id}`);
  await tx.run(sql`UPDATE conversation_openings SET reason = '' WHERE tenant_id = ${tx.tenantId} AND owner_id = ${id}`);
  await tx.run(sql`UPDATE legal_holds SET reason = '', release_reason = '' WHERE tenant_id = ${tx.tenantId} AND user_id = ${id}`);
  return removed;
}

/** Removes what can be much, a batch at a time, saying how many rows went. Can be begun again after a crash. */
export async function* removeRows(database: Database, tenantId: string, userId: string): AsyncGenerator<number> {
  const theirs = sql`(SELECT id FROM conversations WHERE tenant_id = ${tenantId} AND user_id = ${userId})`;
  const batches: SqlStatement[] = [
    sql`DELETE FROM messages WHERE tenant_id = ${tenantId} AND id IN (SELECT id FROM messages WHERE tenant_id = ${tenantId} AND conversation_id IN ${theirs} LIMIT ${BATCH})`,
    sql`DELETE FROM answer_sources WHERE tenant_id = ${tenantId} AND (message_id, document_id) IN (SELECT message_id, document_id FROM answer_sources WHERE tenant_id = ${tenantId} AND user_id = ${userId} LIMIT ${BATCH})`,
    sql`DELETE FROM recall_notices WHERE tenant_id = ${tenantId} AND (recall_id, message_id) IN (SELECT recall_id, message_id FROM recall_notices WHERE tenant_id = ${tenantId} AND user_id = ${userId} LIMIT ${BATCH})`,
    sql`DELETE FROM memories WHERE tenant_id = ${tenantId} AND id IN (SELECT id FROM memories WHERE tenant_id = ${tenantId} AND user_id = ${userId} LIMIT ${BATCH})`,
    sql`DELETE FROM plans WHERE tenant_id = ${tenantId} AND id IN (SELECT id FROM plans WHERE tenant_id = ${tenantId} AND user_id = ${userId} LIMIT ${BATCH})`,
    // With what an answer under way has added meanwhile.
    sql`DELETE FROM conversations WHERE tenant_id = ${tenantId} AND id IN (SELECT id FROM conversations WHERE tenant_id = ${tenantId} AND user_id = ${userId} LIMIT ${BATCH})`,
  ];
  for (const batch of batches) {
    for (let gone = BATCH; gone > 0; ) {
      gone = await database.withTenant({ tenantId, userId: null }, (tx) => tx.run(batch));
      if (gone > 0) yield gone;
    }
  }
}
