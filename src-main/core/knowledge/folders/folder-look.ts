import type { FolderReport } from '#shared/contract/folders.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Role } from '#shared/contract/permissions.ts';
import { allows } from '#core/policy/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import { type FolderFile, type FolderListing, type FolderReader, FolderUnreachable } from '#core/ports/folder-reader.ts';
import { sql } from '#core/ports/sql.ts';
import { folderById, type FolderRow, identityIn, type KnownFile, knownFiles, noteFile, reportIn } from './folder-rows.ts';
import { leaveFile, type TakeDeps, takeFile } from './folder-take.ts';

/** Refusals that are named in a report. */
const MOST_NAMED = 100;
const REMOVED_AT_A_TIME = 100;

export interface LookDeps extends TakeDeps {
  folders: FolderReader;
}

export interface Look {
  report: FolderReport;
  /** Documents whose revisions may stand otherwise now. */
  families: string[];
}

/**
 * Looks at a folder once and brings the documents in step with it: what is new is added, what changed is a new revision, what is
 * gone is withdrawn. Each file is noted as it is done, so that a look that is broken off goes on where it was. A folder that cannot be
 * reached keeps all it held.
 */
export async function lookAtFolder(deps: LookDeps, tenantId: string, folderId: string, signal: AbortSignal): Promise<Look> {
  const { database, clock } = deps;
  const { folder, known, role } = await database.withTenant({ tenantId, userId: null }, async (tx) => {
    const row = await folderById(tx, folderId);
    return { folder: row, known: await knownFiles(tx, folderId), role: await roleOf(tx, row.added_by) };
  });
  const report: FolderReport = { at: clock.now().toISOString(), added: 0, revised: 0, removed: 0, unchanged: 0, refused: [], problem: null };
  const families = new Set<string>();
  let identity = identityIn(folder);
  try {
    if (role === null || !allows(role, 'knowledge:manage')) throw new FolderUnreachable('The person who had this folder followed may no longer do that. Stop following it, and have an admin add it again.');
    const listing = await deps.folders.list(folder.path, signal);
    requireSameFolder(listing, known, identity);
    identity = listing.identity;
    await takeAll(deps, { tenantId, folder, known, listing, signal }, report, families);
    await leaveGone(deps, { tenantId, folder, known, listing, signal }, report, families);
  } catch (error) {
    if (!(error instanceof FolderUnreachable)) throw error;
    report.problem = error.message;
  }
  await keepReport(deps, tenantId, folder, report, identity);
  return { report, families: [...families] };
}

/** A share that is not connected shows as an empty folder; nobody removed what it held. */
function requireSameFolder(listing: FolderListing, known: ReadonlyMap<string, KnownFile>, identity: string | null): void {
  if (listing.files.length > 0 || known.size === 0 || identity === null || identity === listing.identity) return;
  throw new FolderUnreachable('An empty folder stands where this one was: its share or disk does not seem to be connected. Nothing was removed.');
}

interface Work {
  tenantId: string;
  folder: FolderRow;
  known: ReadonlyMap<string, KnownFile>;
  listing: FolderListing;
  signal: AbortSignal;
}

async function takeAll(deps: LookDeps, { tenantId, folder, known, listing, signal }: Work, report: FolderReport, families: Set<string>): Promise<void> {
  const present = new Set(listing.files.map((file) => file.path));
  const refuse = (path: string, why: string): void => {
    if (report.refused.length < MOST_NAMED) report.refused.push({ path, why });
  };
  for (const { path, why } of listing.refused) refuse(path, why);
  for (const file of listing.files) {
    signal.throwIfAborted();
    const before = known.get(file.path);
    if (before !== undefined && isAsBefore(file, before)) {
      if (before.refusal === null) report.unchanged += 1;
      else refuse(file.path, before.refusal);
      continue;
    }
    try {
      const content = deps.folders.open(folder.path, file.path);
      const taken = await takeFile(deps, { tenantId, folder, file, known: before, present, content, signal });
      report[taken.outcome] += 1;
      for (const family of taken.families) families.add(family);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof MillwrightError)) throw error;
      refuse(file.path, error.message);
      await keepRefusal(deps, { tenantId, folder, file, before }, error);
    }
  }
}

/** A file whose content is the reason is not tried again until it changes; what the machine could not do just now is. */
async function keepRefusal(deps: LookDeps, at: { tenantId: string; folder: FolderRow; file: FolderFile; before: KnownFile | undefined }, error: MillwrightError): Promise<void> {
  if (error.code === 'DISK_FULL') throw new FolderUnreachable(error.message);
  if (error.code !== 'FILE_EMPTY' && error.code !== 'FILE_TOO_LARGE') return;
  const { path, sizeBytes, modifiedAt } = at.file;
  await deps.database.withTenant({ tenantId: at.tenantId, userId: null }, (tx) =>
    noteFile(tx, { tenantId: at.tenantId, folderId: at.folder.id }, { path, size_bytes: sizeBytes, modified_at: modifiedAt, document_id: at.before?.document_id ?? null, refusal: error.message }),
  );
}

async function leaveGone(deps: LookDeps, { tenantId, folder, known, listing, signal }: Work, report: FolderReport, families: Set<string>): Promise<void> {
  const present = new Set(listing.files.map((file) => file.path));
  const gone = [...known.values()].filter(({ path }) => !present.has(path) && !isUnsure(path, listing.unsure));
  for (let at = 0; at < gone.length; at += REMOVED_AT_A_TIME) {
    signal.throwIfAborted();
    const group = gone.slice(at, at + REMOVED_AT_A_TIME);
    const left = await deps.database.withTenant({ tenantId, userId: null }, async (tx) => {
      const found: (string | null)[] = [];
      for (const file of group) found.push(await leaveFile(deps, tx, folder, file));
      return found;
    });
    for (const family of left) {
      if (family === null) continue;
      report.removed += 1;
      families.add(family);
    }
  }
}

const isAsBefore = (file: FolderFile, before: KnownFile): boolean =>
  before.size_bytes === file.sizeBytes && before.modified_at.getTime() === file.modifiedAt.getTime() && (before.document_id !== null || before.refusal !== null);

const isUnsure = (path: string, unsure: readonly string[]): boolean => unsure.some((each) => path === each || path.startsWith(`${each}/`));

async function roleOf(tx: Transaction, userId: string): Promise<Role | null> {
  const row = await tx.maybe<{ role: Role }>(sql`SELECT role FROM users WHERE tenant_id = ${tx.tenantId} AND id = ${userId} AND is_active`);
  return row?.role ?? null;
}

/** A look that found nothing new leaves the report of the one before, or nobody would ever see what that one found. */
async function keepReport(deps: LookDeps, tenantId: string, folder: FolderRow, report: FolderReport, identity: string | null): Promise<void> {
  const before = reportIn(folder);
  const news = report.added + report.revised + report.removed > 0 || before === null;
  const same = !news && before?.problem === report.problem && JSON.stringify(before.refused) === JSON.stringify(report.refused);
  const kept = JSON.stringify({ ...(same ? before : report), identity });
  await deps.database.withTenant({ tenantId, userId: null }, (tx) =>
    tx.run(sql`UPDATE watched_folders SET scanned_at = ${report.at}::timestamptz, report = ${kept}::jsonb WHERE tenant_id = ${tx.tenantId} AND id = ${folder.id}`),
  );
}
