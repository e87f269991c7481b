import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { ByteStream } from '#shared/contract/byte-source.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import { sql } from '#core/ports/sql.ts';
import { displayFilename } from './display-filename.ts';
import { documentByContent, type DocumentRow, summaryOf } from './document-rows.ts';
import type { FileGuard } from './file-guard.ts';

export interface NewDocument {
  tenantId: string;
  userId: string;
  /** As the person's machine called it; shown, never used as a path. */
  filename: string;
  content: ByteStream;
  label: Label;
  tags: readonly string[];
}

interface Deps {
  database: Database;
  files: FileStore;
  guard: FileGuard;
  crypto: Crypto;
  clock: Clock;
  maxFileBytes: number;
}

/**
 * Stores the original, then its row, and returns only when both are on disk. The same bytes again return the document
 * that is already there, queued again if it had failed. Throws `FILE_EMPTY`, `FILE_TOO_LARGE`, `DISK_FULL`.
 */
export function addDocument(deps: Deps, document: NewDocument, signal: AbortSignal): Promise<{ document: DocumentSummary; duplicate: boolean }> {
  const { tenantId, userId } = document;
  return deps.guard.adding(tenantId, async () => {
    const stored = await deps.files.put(tenantId, document.content, deps.maxFileBytes, signal);
    const [id, now] = [deps.crypto.uuid(), deps.clock.now()];
    const row = await deps.database.withTenant({ tenantId, userId }, async (tx) => {
      await tx.run(sql`INSERT INTO documents (id, family_id, tenant_id, uploaded_by, filename, file_size_bytes, storage_path, label, tags, created_at, updated_at)
        VALUES (${id}, ${id}, ${tenantId}, ${userId}, ${displayFilename(document.filename)}, ${stored.sizeBytes}, ${stored.sha256}, ${document.label},
          ${[...document.tags]}::text[], ${now}, ${now})
        ON CONFLICT (tenant_id, storage_path) DO UPDATE
          SET status = 'pending', stage = 'waiting', progress = 0, error_code = NULL, error_message = NULL, metadata = documents.metadata - 'starts', updated_at = ${now}
          WHERE documents.status = 'failed'`);
      return tx.one<DocumentRow>(documentByContent(stored.sha256));
    });
    return { document: summaryOf(row), duplicate: row.id !== id };
  });
}
