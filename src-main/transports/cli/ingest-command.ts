import type { DocumentSummary } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { allDocuments } from './all-documents.ts';
import { type CommandContext, type CommonOptions, type OwnerCalls, withOwner } from './command-context.ts';
import { detailOf, type DocumentLine, documentLine } from './documents-command.ts';
import { ingestFiles, type IngestReport, type NotStored, type Skipped, type Stored } from './ingest-files.ts';
import { plural, print, printShort } from './print.ts';
import { oneLine, printable } from './printable.ts';
import { isFinal, waitUntilRead } from './wait-until-read.ts';

export interface IngestOptions extends CommonOptions {
  wait?: boolean;
  label?: Label;
  tag?: string[];
}

/**
 * `ingest`: stores files and queues them for reading. With `--wait` it stays until each is read; without, it ends when all are safely
 * stored, and they are read the next time Millwright runs. Returns the exit status: 0 only when every file got as far as asked for.
 */
export async function ingestCommand(context: CommandContext, paths: readonly string[], options: IngestOptions): Promise<number> {
  if (paths.length === 0 && !options.wait) throw new MillwrightError('INVALID_INPUT', 'Name files or folders to take in, or give --wait to finish what is queued.');
  return withOwner(context, options, async (calls) => {
    const onFile = (line: Stored | NotStored | Skipped) => showFile(context, line, options.wait ?? false);
    const report = await ingestFiles(calls, paths, { label: options.label, tags: options.tag ?? [], signal: context.signal, onFile });
    const states = options.wait ? await waitForAll(context, calls, report, paths.length === 0) : new Map<string, DocumentSummary>();
    const read = paths.length === 0 ? [...states.values()].map((document) => ({ path: null, duplicate: false, document })) : report.stored;
    const lines = read.map(({ path, duplicate, document }) => ({ ...documentLine(states.get(document.id) ?? document), path, duplicate }));
    const failed = lines.filter(({ status }) => status === 'failed');
    const complete = report.refused.length === 0 && failed.length === 0 && (!options.wait || lines.every(({ status }) => status === 'ready'));
    const result = { documents: lines, refused: report.refused, skipped: report.skipped, waited: options.wait ?? false };
    const summary = () => (options.wait ? readSummary(lines, report) : storedSummary(lines.length, report));
    if (!complete) return printShort(context, result, whatFailed([...report.refused.map(({ error }) => error), ...failed.map(({ error }) => error)]), summary);
    print(context, result, summary);
    return 0;
  });
}

/** One failure speaks for itself; of several the list has the reasons. */
function whatFailed(errors: readonly ({ code: string; message: string } | null)[]): { code: string; message: string } {
  const [first, ...others] = errors;
  if (!first) return { code: 'INTERNAL', message: 'Not every file was read.' };
  return others.length === 0 ? first : { code: first.code, message: `${errors.length} files could not be taken in; each is named with its reason.` };
}

async function waitForAll(context: CommandContext, calls: OwnerCalls, report: IngestReport, everything: boolean): Promise<Map<string, DocumentSummary>> {
  const { terminal } = context.host;
  const queued = everything ? (await allDocuments(calls)).filter((document) => !isFinal(document)) : [];
  const ids = new Set([...report.stored.map(({ document }) => document.id), ...queued.map(({ id }) => id)]);
  const finished = new Set<string>();
  const onChange = (document: DocumentSummary) => {
    if (context.json) return;
    if (isFinal(document)) finished.add(document.id);
    clearStatus(context);
    if (isFinal(document)) terminal.out(`${printable(finalLine(document))}\n`);
    if (terminal.interactive && finished.size < ids.size) terminal.err(oneLine(statusLine(document, finished.size, ids.size), terminal.columns - 1));
  };
  if (ids.size === 0) return new Map();
  try {
    return await waitUntilRead(calls, ids, { signal: context.signal, onChange });
  } finally {
    clearStatus(context);
  }
}

function clearStatus({ host: { terminal }, json }: CommandContext): void {
  if (terminal.interactive && !json) terminal.err('\r\u001b[K');
}

function statusLine({ filename, stage, progress }: DocumentSummary, finished: number, all: number): string {
  return `${finished} of ${all} done; ${stage} ${filename} ${Math.round(progress * 100)} %`;
}

function finalLine(document: DocumentSummary): string {
  const warnings = document.warnings.map((warning) => ` (${warning})`).join('');
  return `${document.status === 'ready' ? 'ready  ' : 'failed '} ${document.filename}: ${detailOf(document)}${warnings}`;
}

function showFile(context: CommandContext, line: Stored | NotStored | Skipped, wait: boolean): void {
  if (context.json) return;
  const { terminal } = context.host;
  clearStatus(context);
  if ('reason' in line) terminal.out(`${printable(`skipped ${line.path}: ${line.reason}`)}\n`);
  else if ('error' in line) terminal.out(`${printable(`refused ${line.path}: ${line.error.message}`)}\n`);
  else if (!wait) terminal.out(`${printable(`stored  ${line.path}${line.duplicate ? ' (already here)' : ''}`)}\n`);
  else if (terminal.interactive) terminal.err(oneLine(`stored ${line.path}`, terminal.columns - 1));
}

function storedSummary(count: number, report: IngestReport): string[] {
  const later = 'They are read the next time Millwright runs: "millwright ingest --wait" does it now, and so does searching, asking or serving.';
  return [`${plural(count, 'file')} stored and queued${leftOut(report)}.`, ...(count > 0 ? [later] : [])];
}

function readSummary(lines: readonly DocumentLine[], report: IngestReport): string[] {
  const failed = lines.filter(({ status }) => status === 'failed').length;
  const empty = lines.filter(({ status, chunks }) => status === 'ready' && chunks === 0).length;
  const searchable = lines.filter(({ status, chunks }) => status === 'ready' && chunks > 0).length;
  const rest = `${empty > 0 ? `; ${empty} without text to search` : ''}${failed > 0 ? `; ${failed} could not be read` : ''}`;
  return [`${searchable} of ${plural(lines.length, 'document')} can be searched${rest}${leftOut(report)}.`];
}

function leftOut({ refused, skipped }: IngestReport): string {
  return `${refused.length > 0 ? `; ${plural(refused.length, 'file')} refused` : ''}${skipped.length > 0 ? `; ${skipped.length} skipped` : ''}`;
}
