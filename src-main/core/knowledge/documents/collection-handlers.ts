import { collections } from '#shared/contract/collections.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { bindHandlers, type BoundOperation, type Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import { publishFamily } from '#core/knowledge/revisions/revision-news.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { allCollections, collectionById, putInto, requireCollection, takeOut } from './collection-rows.ts';
import type { DocumentEvents } from './document-events.ts';

interface Deps {
  database: Database;
  crypto: Crypto;
  clock: Clock;
  events: DocumentEvents;
}

export function collectionHandlers(deps: Deps): BoundOperation[] {
  const { database, crypto, clock } = deps;
  const within = <T>({ tenantId, userId }: Principal, work: (tx: Transaction) => Promise<T>): Promise<T> => database.withTenant({ tenantId, userId }, work);

  return bindHandlers(collections, {
    list: async (_, { principal }) => ({ collections: await within(principal, (tx) => allCollections(tx, visibleLabels(principal))) }),

    create: ({ name, description }, { principal }) =>
      within(principal, async (tx) => {
        await requireFreeName(tx, name, null);
        const id = crypto.uuid();
        await tx.run(sql`INSERT INTO collections (id, tenant_id, name, description, created_at)
          VALUES (${id}, ${principal.tenantId}, ${name}, ${description}, ${clock.now()})`);
        return collectionById(tx, id, visibleLabels(principal));
      }),

    change: ({ id, name, description }, { principal }) =>
      within(principal, async (tx) => {
        const before = await collectionById(tx, id, visibleLabels(principal));
        if (name !== undefined) await requireFreeName(tx, name, id);
        await tx.run(sql`UPDATE collections SET name = ${name ?? before.name}, description = ${description ?? before.description} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
        return { ...before, name: name ?? before.name, description: description ?? before.description };
      }),

    async delete({ id }, { principal }) {
      await within(principal, async (tx) => {
        await requireCollection(tx, id);
        await tx.run(sql`UPDATE watched_folders SET collection_id = NULL WHERE tenant_id = ${tx.tenantId} AND collection_id = ${id}`);
        await tx.run(sql`DELETE FROM collections WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
      });
      return { deleted: true };
    },

    async assign({ id, add = [], remove = [] }, { principal }) {
      const { collection, families } = await within(principal, async (tx) => {
        await requireCollection(tx, id);
        const [added, removed] = [await familiesOf(tx, principal, add), await familiesOf(tx, principal, remove)];
        await putInto(tx, principal.tenantId, id, added);
        await takeOut(tx, id, removed);
        return { collection: await collectionById(tx, id, visibleLabels(principal)), families: [...added, ...removed] };
      });
      for (const family of new Set(families)) await publishFamily(deps, principal.tenantId, family);
      return collection;
    },
  });
}

async function requireFreeName(tx: Transaction, name: string, except: string | null): Promise<void> {
  const taken = await tx.maybe(sql`SELECT id FROM collections WHERE tenant_id = ${tx.tenantId} AND lower(name) = lower(${name})
    AND (${except}::uuid IS NULL OR id <> ${except}::uuid) LIMIT 1`);
  if (taken !== undefined) throw new MillwrightError('COLLECTION_EXISTS');
}

/** Families of these documents. Throws `DOCUMENT_NOT_FOUND` if one of them is not among those the caller may see. */
async function familiesOf(tx: Transaction, principal: Principal, ids: readonly string[]): Promise<string[]> {
  const wanted = [...new Set(ids)];
  const rows = await tx.rows<{ family_id: string }>(sql`SELECT family_id FROM documents
    WHERE tenant_id = ${tx.tenantId} AND id = ANY(${wanted}::uuid[]) AND label = ANY(${[...visibleLabels(principal)]}::text[])`);
  if (rows.length < wanted.length) throw new MillwrightError('DOCUMENT_NOT_FOUND');
  return [...new Set(rows.map((row) => row.family_id))];
}
