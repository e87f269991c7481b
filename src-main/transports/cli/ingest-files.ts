import { basename } from 'node:path';
import { documents, type DocumentSummary } from '#shared/contract/documents.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { type OwnerCalls, publicError } from './command-context.ts';
import { readLocalFile } from './read-local-file.ts';
import { walkFiles } from './walk-files.ts';

export interface Stored {
  path: string;
  document: DocumentSummary;
  duplicate: boolean;
}
export interface NotStored {
  path: string;
  filename: string;
  error: { code: string; message: string };
}
export interface Skipped {
  path: string;
  reason: string;
}

/** What became of each file on its way in, told as it happens. */
export interface IngestReport {
  stored: Stored[];
  refused: NotStored[];
  skipped: Skipped[];
}

/** Stores every file under these paths. One that is refused does not stop the others; only being cancelled does. */
export async function ingestFiles(
  calls: OwnerCalls,
  paths: readonly string[],
  options: { label?: Label | undefined; tags: string[]; signal: AbortSignal; onFile: (line: Stored | NotStored | Skipped) => void },
): Promise<IngestReport> {
  const report: IngestReport = { stored: [], refused: [], skipped: [] };
  for await (const found of walkFiles(paths)) {
    options.signal.throwIfAborted();
    if ('skipped' in found) note(report.skipped, { path: found.path, reason: found.skipped });
    else if ('failed' in found) refuse(found.path, { code: 'FILE_UNREADABLE', message: found.failed });
    else await store(found.path);
  }
  return report;

  async function store(path: string): Promise<void> {
    try {
      await using content = await readLocalFile(path);
      const input = { filename: basename(path), content: { stream: content }, ...(options.label ? { label: options.label } : {}), tags: options.tags };
      note(report.stored, { path, ...(await calls.value(documents.upload, input)) });
    } catch (error) {
      const { code, message } = publicError(error);
      if (options.signal.aborted || code === 'NOT_SET_UP' || code === 'TENANT_NOT_FOUND' || code === 'DISK_FULL') throw error;
      refuse(path, { code, message });
    }
  }

  function refuse(path: string, error: NotStored['error']): void {
    note(report.refused, { path, filename: basename(path), error });
  }

  function note<T extends Stored | NotStored | Skipped>(list: T[], line: T): void {
    list.push(line);
    options.onFile(line);
  }
}
