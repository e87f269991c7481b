import { MillwrightError } from '#shared/contract/errors.ts';
import type { Principal } from '#core/pipeline/call.ts';
import { mayDo } from '#core/policy/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

/** The person whose keys or sessions are meant: the caller, or for who manages people anybody of the plant. Throws `USER_NOT_FOUND`. */
export async function ownerOf(tx: Transaction, principal: Principal, named: string | undefined): Promise<string> {
  if (named === undefined || named === principal.userId) return principal.userId;
  const found = mayDo(principal, 'users:manage') ? await tx.maybe(sql`SELECT id FROM users WHERE tenant_id = ${tx.tenantId} AND id = ${named}`) : undefined;
  if (!found) throw new MillwrightError('USER_NOT_FOUND');
  return named;
}
