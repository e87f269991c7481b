import type { Anchor } from '#shared/contract/audit.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { type CitedDocuments, conversationPages, messagePages } from '#core/conversations/index.ts';
import type { Principal } from '#core/pipeline/index.ts';
import { visibleLabels } from '#core/policy/index.ts';
import type { ArchiveEntry } from '#core/ports/archiver.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import { sql } from '#core/ports/sql.ts';
import { arrayEntry, valueEntry } from './json-entry.ts';
import type { Person } from './person.ts';
import { onePage, recordPages, smallKinds } from './person-rows.ts';

export interface ExportDeps {
  database: Database;
  files: Pick<FileStore, 'blob'>;
  cited: CitedDocuments;
  clock: Clock;
  /** Signs where the record of a plant stands; null where it cannot be signed. */
  anchor(tenantId: string): Promise<Anchor | null>;
}

interface UploadedDocument {
  id: string;
  filename: string;
  mime_type: string | null;
  file_size_bytes: number;
  storage_path: string;
  label: Label;
}

/** Told of each message, record and original that went into the archive, and of each document that was left out. */
export interface ExportProgress {
  did(count: number): void;
  withheld(): void;
}

/**
 * Everything of a person as files, one after the other. Who reads it sees no more of documents than their clearance lets them: an
 * original above it is left out and said to be, and an answer made from one is replaced by a sentence. An anchor of the plant's record goes along,
 * taken when the person's part of it was read.
 */
export async function* exportEntries(deps: ExportDeps, reader: Principal, person: Person, progress: ExportProgress): AsyncGenerator<ArchiveEntry> {
  const { database, clock } = deps;
  yield valueEntry('about.json', { format: 'millwright-person-1', plant: reader.tenantName, person: person.id, madeAt: clock.now().toISOString() });
  for (const [kind, statement] of Object.entries(smallKinds(reader.tenantId, person.id, visibleLabels(reader)))) yield arrayEntry(`${kind}.json`, onePage(database, reader, statement));
  yield arrayEntry('conversations.json', conversationPages(database, reader, person.id));
  yield arrayEntry('messages.json', counted(messagePages(deps, reader, person.id), progress));
  yield arrayEntry('record.json', counted(recordPages(database, reader, person.id), progress));
  const anchor = await deps.anchor(reader.tenantId);
  if (anchor !== null) yield valueEntry('record.anchor', anchor);
  yield* originals(deps, reader, person, progress);
}

async function* originals({ database, files }: ExportDeps, reader: Principal, person: Person, progress: ExportProgress): AsyncGenerator<ArchiveEntry> {
  const listed: object[] = [];
  const documents = await database.withTenant(reader, (tx) =>
    tx.rows<UploadedDocument>(sql`SELECT id, filename, mime_type, file_size_bytes, storage_path, label FROM documents WHERE tenant_id = ${tx.tenantId} AND uploaded_by = ${person.id} ORDER BY created_at, id`),
  );
  for (const { storage_path, ...document } of documents) {
    const name = `originals/${document.id}/${safeName(document.filename)}`;
    const readable = visibleLabels(reader).includes(document.label);
    const blob = readable ? await files.blob(reader.tenantId, storage_path, document.mime_type ?? '').catch(() => null) : null;
    if (!readable) {
      progress.withheld();
      listed.push({ id: document.id, label: document.label, original: null, why: 'above the clearance of who exported it' });
    } else if (blob === null) listed.push({ ...document, original: null, why: 'no longer on the disk' });
    else {
      listed.push({ ...document, original: name });
      yield { name, compress: false, content: blob.stream() };
    }
    progress.did(1);
  }
  yield arrayEntry('documents.json', (async function* () { yield listed; })());
}

async function* counted<T>(pages: AsyncIterable<readonly T[]>, progress: ExportProgress): AsyncGenerator<readonly T[]> {
  for await (const rows of pages) {
    yield rows;
    progress.did(rows.length);
  }
}

/** A name that no system takes for a path or refuses: no folders, no control characters, nothing Windows reserves. */
function safeName(filename: string): string {
  return filename.replace(/[\p{C}\\/:*?"<>|]/gu, '_').replace(/^\.+|[. ]+$/g, '_').slice(0, 200) || '_';
}
