import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sql } from '#core/ports/sql.ts';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { findProgramFiles } from '#hosts/program-files.ts';
import { quietLogger } from '#test/support/test-workers.ts';

const AT_ONCE = 500;
const KINDS = ['pdf', 'docx', 'xlsx', 'markdown', 'text'];
const TYPES = ['procedure', 'manual', 'report', 'datasheet', 'other'];

/** Enters documents straight in the database, while no appliance is open over it. They have no content. */
export async function fillDocuments(dataDirectory: string, count: number): Promise<void> {
  const program = findProgramFiles();
  const database = await createPgliteDatabase({ directory: join(dataDirectory, 'pg'), migrationsDirectory: program.resource('migrations'), workerUrl: program.entryUrl('database-worker'), logger: quietLogger });
  const owner = await database.withSystem((tx) => tx.one<{ id: string; tenant_id: string }>(sql`SELECT id, tenant_id FROM users LIMIT 1`));
  const rows = Array.from({ length: count }, (_, index) => {
    const id = randomUUID();
    const number = String(index + 1).padStart(5, '0');
    return { id, family_id: id, tenant_id: owner.tenant_id, uploaded_by: owner.id, filename: `WI-${number}_Work-instruction.pdf`, kind: KINDS[index % KINDS.length], doc_type: TYPES[index % TYPES.length], file_size_bytes: 20_000 + index, storage_path: `${number}${'0'.repeat(59)}`, pages: (index % 40) + 1, tags: [`area-${index % 20}`] };
  });
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = JSON.stringify(rows.slice(from, from + AT_ONCE));
    await database.withTenant({ tenantId: owner.tenant_id, userId: owner.id }, (tx) =>
      tx.run(sql`
        INSERT INTO documents (id, family_id, tenant_id, uploaded_by, filename, kind, doc_type, file_size_bytes, storage_path, pages, tags, status, stage, progress, searchable, ready_at)
        SELECT id, family_id, tenant_id, uploaded_by, filename, kind, doc_type, file_size_bytes, storage_path, pages, tags, 'ready', 'done', 1, true, now()
        FROM jsonb_to_recordset(${some}::jsonb)
          AS row(id uuid, family_id uuid, tenant_id uuid, uploaded_by uuid, filename text, kind text, doc_type text, file_size_bytes bigint, storage_path text, pages integer, tags text[])`),
    );
  }
  await database.close();
}
