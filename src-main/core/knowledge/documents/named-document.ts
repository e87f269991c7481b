import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { documentById, type DocumentRow, documentsNamed, inCollections } from './document-rows.ts';

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The document of that id or file name, if the caller may see it; of several of one name the newest in force. `within`: in these collections alone, by id. */
export async function namedDocument(tx: Transaction, principal: Principal, named: string, within: readonly string[] | null): Promise<DocumentRow | undefined> {
  const labels = [...visibleLabels(principal)];
  const row = ID.test(named) ? await tx.maybe<DocumentRow>(sql`${documentById(tx, named, labels)} AND ${inCollections(within)}`) : undefined;
  if (row) return row;
  const [first] = await tx.rows<DocumentRow>(documentsNamed(tx, labels, { name: named, exact: true, type: null, limit: 1, within }));
  return first;
}
