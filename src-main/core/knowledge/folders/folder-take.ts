import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { ByteStream } from '#shared/contract/byte-source.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { labelRank } from '#core/policy/index.ts';
import { putInto } from '#core/knowledge/documents/collection-rows.ts';
import { displayFilename } from '#core/knowledge/documents/display-filename.ts';
import type { Ingestion } from '#core/knowledge/ingestion/ingestion.ts';
import { noteChange } from '#core/knowledge/indexing/outbox.ts';
import { describedByName } from '#core/knowledge/revisions/revision-from-name.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database, Transaction } from '#core/ports/database.ts';
import type { FolderFile } from '#core/ports/folder-reader.ts';
import { sql } from '#core/ports/sql.ts';
import { type FolderRow, type KnownFile, liesElsewhere, noteFile } from './folder-rows.ts';

/** What stands as the reason of a document that went out of force with its file. */
const LEFT_FOLDER = 'The file is no longer in the folder it came from.';

export interface TakeDeps {
  database: Database;
  ingestion: Ingestion;
  clock: Clock;
}

export interface Taking {
  tenantId: string;
  folder: FolderRow;
  file: FolderFile;
  known: KnownFile | undefined;
  /** All paths of the folder now. */
  present: ReadonlySet<string>;
  content: ByteStream;
  signal: AbortSignal;
}

export interface Taken {
  outcome: 'added' | 'revised' | 'unchanged';
  /** Documents whose revisions may stand otherwise now. */
  families: string[];
}

interface Replaced {
  id: string;
  family_id: string;
  revision_no: number;
  label: Label;
}

/**
 * Takes a file in: as a document, as the next revision of what lay at the same place, or as the document it already is, where the
 * content is known: a file that was moved, that came back, or whose old content was put back.
 */
export async function takeFile(deps: TakeDeps, taking: Taking): Promise<Taken> {
  const { tenantId, folder, file, known, content, signal } = taking;
  const within = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => deps.database.withTenant({ tenantId, userId: folder.added_by }, work);
  const replaced = await within((tx) => replacedBy(tx, folder, file, known));
  const filename = nameOf(file.path);
  const read = describedByName(filename);
  const { document, duplicate } = await deps.ingestion.add(
    {
      ...{ tenantId, userId: folder.added_by, filename, content, label: stricter(folder.label, replaced?.label), tags: folder.tags },
      ...{ type: read.type ?? undefined, revision: read.revision ?? undefined, replaces: replaced?.id },
    },
    signal,
  );
  await within(async (tx) => {
    if (folder.collection_id !== null) await putInto(tx, tenantId, folder.collection_id, [document.familyId]);
    if (duplicate) await takeUpKnown(tx, deps, taking, document, replaced);
    await noteFile(tx, { tenantId, folderId: folder.id }, { path: file.path, size_bytes: file.sizeBytes, modified_at: file.modifiedAt, document_id: document.id, refusal: null });
  });
  const revised = replaced !== undefined && replaced.id !== document.id;
  const families = revised || duplicate ? [document.familyId, ...(replaced ? [replaced.family_id] : [])] : [];
  return { outcome: revised ? 'revised' : duplicate ? 'unchanged' : 'added', families };
}

/** Takes what a removed file held out of force, unless it lies somewhere else that is followed. Tells whose standing changed. */
export async function leaveFile(deps: Pick<TakeDeps, 'clock'>, tx: Transaction, folder: FolderRow, known: KnownFile): Promise<string | null> {
  const at = { folderId: folder.id, path: known.path };
  const elsewhere = known.document_id === null || (await liesElsewhere(tx, known.document_id, at));
  await tx.run(sql`DELETE FROM watched_files WHERE tenant_id = ${tx.tenantId} AND folder_id = ${folder.id} AND path = ${known.path}`);
  return elsewhere || known.document_id === null ? null : withdrawFamily(tx, deps, known.document_id);
}

/** All revisions: an older one must not come back in force because the newest file was taken away. */
async function withdrawFamily(tx: Transaction, { clock }: Pick<TakeDeps, 'clock'>, documentId: string): Promise<string | null> {
  const row = await tx.maybe<{ family_id: string }>(sql`SELECT family_id FROM documents WHERE tenant_id = ${tx.tenantId} AND id = ${documentId}`);
  if (row === undefined) return null;
  await tx.run(sql`UPDATE documents SET withdrawn_at = ${clock.now()}, withdrawn_why = ${LEFT_FOLDER}, updated_at = ${clock.now()}
    WHERE tenant_id = ${tx.tenantId} AND family_id = ${row.family_id} AND withdrawn_at IS NULL`);
  return row.family_id;
}

/** What lay at this place, if it is still there and lies nowhere else: otherwise the file is a document of its own. */
async function replacedBy(tx: Transaction, folder: FolderRow, { path }: FolderFile, known: KnownFile | undefined): Promise<Replaced | undefined> {
  if (known?.document_id == null || (await liesElsewhere(tx, known.document_id, { folderId: folder.id, path }))) return undefined;
  return tx.maybe<Replaced>(sql`SELECT id, family_id, revision_no, label FROM documents WHERE tenant_id = ${tx.tenantId} AND id = ${known.document_id}`);
}

async function takeUpKnown(tx: Transaction, deps: TakeDeps, taking: Taking, document: DocumentSummary, replaced: Replaced | undefined): Promise<void> {
  const { id, familyId, revisionNo } = document;
  await tx.run(sql`UPDATE documents SET withdrawn_at = NULL, withdrawn_why = NULL, updated_at = ${deps.clock.now()}
    WHERE tenant_id = ${tx.tenantId} AND family_id = ${familyId} AND withdrawn_why = ${LEFT_FOLDER}`);
  if (replaced !== undefined && replaced.family_id !== familyId) await withdrawFamily(tx, deps, replaced.id);
  // Old content that was put back at its place is the newest revision again.
  if (replaced?.family_id === familyId && revisionNo < replaced.revision_no) {
    await tx.run(sql`UPDATE documents SET updated_at = ${deps.clock.now()},
        revision_no = (SELECT max(l.revision_no) FROM documents l WHERE l.tenant_id = ${tx.tenantId} AND l.family_id = ${familyId}) + 1
      WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
  }
  if (await wasMoved(tx, taking, id)) await rename(tx, taking.tenantId, document, nameOf(taking.file.path));
}

/** Whether the document was at another place of this folder, and no file is there any more. */
async function wasMoved(tx: Transaction, { folder, file, present }: Taking, documentId: string): Promise<boolean> {
  const rows = await tx.rows<{ path: string }>(sql`SELECT path FROM watched_files WHERE tenant_id = ${tx.tenantId} AND folder_id = ${folder.id} AND document_id = ${documentId}`);
  const others = rows.filter(({ path }) => path !== file.path);
  return others.length > 0 && others.every(({ path }) => !present.has(path));
}

/** Its name is part of what is searched, so the index follows. */
async function rename(tx: Transaction, tenantId: string, { id, filename }: DocumentSummary, name: string): Promise<void> {
  const shown = displayFilename(name);
  if (shown === filename) return;
  await tx.run(sql`UPDATE documents SET filename = ${shown} WHERE tenant_id = ${tx.tenantId} AND id = ${id}`);
  await noteChange(tx, tenantId, id, 'text');
}

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

/** Somebody may have found the document more sensitive than its folder. */
function stricter(label: Label, other: Label | undefined): Label {
  return other !== undefined && labelRank(other) > labelRank(label) ? other : label;
}
