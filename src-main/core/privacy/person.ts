import { MillwrightError } from '#shared/contract/errors.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

export interface Person {
  id: string;
  name: string;
  erased: boolean;
}

/** Somebody of this transaction's plant. Throws `USER_NOT_FOUND`. */
export async function requirePerson(tx: Transaction, id: string): Promise<Person> {
  const person = await tx.maybe<Person>(sql`
    SELECT id, display_name AS name, EXISTS (SELECT FROM erasures e WHERE e.tenant_id = users.tenant_id AND e.user_id = users.id) AS erased FROM users WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
  if (!person) throw new MillwrightError('USER_NOT_FOUND');
  return person;
}

/** What an erased person is called. Theirs alone, and nothing can be told from it. */
export function pseudonymOf(id: string): string {
  return `erased-${id.replaceAll('-', '').slice(0, 12)}`;
}
