import type { DocumentSummary } from '#shared/contract/documents.ts';
import { allDocuments } from './all-documents.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { finishQueue } from './finish-queue.ts';
import { plural, print, table } from './print.ts';

/** A list is wanted at once, but asking for it again and again must get somewhere. */
const QUEUE_MS = 3_000;

/** `documents`: what is there and how far each has been read. */
export async function documentsCommand(context: CommandContext, options: CommonOptions): Promise<void> {
  const listed = await withOwner(context, options, async (calls) => {
    await finishQueue(context, calls, QUEUE_MS);
    return allDocuments(calls);
  });
  const shown = listed.map(documentLine);
  print(context, { documents: shown }, () => {
    if (shown.length === 0) return ['There are no documents yet. Add some with "millwright ingest FOLDER --wait".'];
    return table(shown.map((document) => [document.status, document.filename, detailOf(document)]));
  });
}

export interface DocumentLine {
  id: string;
  filename: string;
  status: DocumentSummary['status'];
  pages: number | null;
  chunks: number;
  error: { code: string; message: string } | null;
  label: string;
  warnings: string[];
}

export function documentLine({ id, filename, status, pages, chunks, error, label, warnings }: DocumentSummary): DocumentLine {
  return { id, filename, status, pages, chunks, error, label, warnings };
}

export function detailOf({ status, pages, chunks, error }: Pick<DocumentLine, 'status' | 'pages' | 'chunks' | 'error'>): string {
  if (status === 'failed') return error?.message ?? 'It could not be read.';
  if (status !== 'ready') return status === 'pending' ? 'waiting to be read' : 'being read';
  return [pages === null ? null : plural(pages, 'page'), plural(chunks, 'passage')].filter((part) => part !== null).join(', ');
}
