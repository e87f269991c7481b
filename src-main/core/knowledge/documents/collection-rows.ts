import type { Collection } from '#shared/contract/collections.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql, type SqlStatement } from '#core/ports/sql.ts';

interface CollectionRow {
  id: string;
  name: string;
  description: string;
  documents: number;
}

/** Counts documents once whatever their revisions, and only those these labels let through. */
const selection = (tx: Transaction, labels: readonly Label[]): SqlStatement => sql`SELECT c.id, c.name, c.description, (SELECT count(DISTINCT f.family_id)::int
    FROM collection_families f JOIN documents d ON d.tenant_id = f.tenant_id AND d.family_id = f.family_id
    WHERE f.tenant_id = c.tenant_id AND f.collection_id = c.id AND d.label = ANY(${[...labels]}::text[])) AS documents
  FROM collections c WHERE c.tenant_id = ${tx.tenantId}`;

export function allCollections(tx: Transaction, labels: readonly Label[]): Promise<Collection[]> {
  return tx.rows<CollectionRow>(sql`${selection(tx, labels)} ORDER BY lower(c.name), c.id`);
}

/** Throws `COLLECTION_NOT_FOUND`. */
export async function collectionById(tx: Transaction, id: string, labels: readonly Label[]): Promise<Collection> {
  const row = await tx.maybe<CollectionRow>(sql`${selection(tx, labels)} AND c.id = ${id}`);
  if (row === undefined) throw new MillwrightError('COLLECTION_NOT_FOUND');
  return row;
}

/** Throws `COLLECTION_NOT_FOUND`. */
export async function requireCollection(tx: Transaction, id: string): Promise<void> {
  if ((await tx.maybe(sql`SELECT id FROM collections WHERE tenant_id = ${tx.tenantId} AND id = ${id}`)) === undefined) throw new MillwrightError('COLLECTION_NOT_FOUND');
}

export async function putInto(tx: Transaction, tenantId: string, collectionId: string, familyIds: readonly string[]): Promise<void> {
  await tx.run(sql`INSERT INTO collection_families (tenant_id, collection_id, family_id)
    SELECT ${tenantId}::uuid, ${collectionId}::uuid, f FROM unnest(${[...familyIds]}::uuid[]) AS f ON CONFLICT DO NOTHING`);
}

export async function takeOut(tx: Transaction, collectionId: string, familyIds: readonly string[]): Promise<void> {
  await tx.run(sql`DELETE FROM collection_families
    WHERE tenant_id = ${tx.tenantId} AND collection_id = ${collectionId} AND family_id = ANY(${[...familyIds]}::uuid[])`);
}
