import type { DocumentSummary } from '#shared/contract/documents.ts';
import { queue } from '#shared/contract/queue.ts';
import { revisions, type TextChange } from '#shared/contract/revisions.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { findDocument } from './find-document.ts';
import { finishQueue } from './finish-queue.ts';
import { plural, print, table } from './print.ts';

/** `documents versions`: every revision of a document, newest first. */
export async function listVersions(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const { versions } = await withOwner(context, options, async (calls) => calls.value(revisions.list, { id: (await findDocument(calls, name)).id }));
  const shown = versions.map(({ id, filename, revision, revisionNo, standing, since, effectiveOn, reviewOn, status, addedAt }) => ({
    id, filename, revision, revisionNo, standing, since, effectiveOn, reviewOn, status, addedAt,
  }));
  print(context, { versions: shown }, () => table(shown.map((version) => [String(version.revisionNo), version.revision ?? '-', version.standing, version.addedAt.slice(0, 10), version.filename])));
}

/** `documents diff`: what changed from an older revision, the one before unless told. */
export async function diffVersions(context: CommandContext, name: string, older: string | undefined, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, async (calls) => {
    const after = await findDocument(calls, name);
    const before = older === undefined ? undefined : (await findDocument(calls, older)).id;
    return calls.value(revisions.compare, { id: after.id, ...(before === undefined ? {} : { with: before }) });
  });
  const changes = found.changes.filter(({ kind }) => kind !== 'same');
  print(context, { before: briefly(found.before), after: briefly(found.after), counts: found.counts, changes }, () => [
    `${found.before.filename} (${found.before.revision ?? found.before.revisionNo}) -> ${found.after.filename} (${found.after.revision ?? found.after.revisionNo})`,
    ...changes.flatMap(linesOf),
    `${plural(found.counts.changed, 'passage')} changed, ${found.counts.added} added, ${found.counts.removed} removed, ${found.counts.same} as before.`,
  ]);
}

/** `documents reingest`: reads one document again, or all. */
export async function reingest(context: CommandContext, name: string | undefined, options: CommonOptions & { wait?: boolean }): Promise<void> {
  const { queued } = await withOwner(context, options, async (calls) => {
    const id = name === undefined ? undefined : (await findDocument(calls, name)).id;
    const result = await calls.value(queue.reingest, id === undefined ? {} : { id });
    if (options.wait) await finishQueue(context, calls);
    return result;
  });
  print(context, { queued, waited: options.wait ?? false }, () => [`${plural(queued, 'document')} ${options.wait ? 'read again' : 'queued to be read again'}.`]);
}

const briefly = ({ id, filename, revision, revisionNo, standing }: DocumentSummary): object => ({ id, filename, revision, revisionNo, standing });

function linesOf({ before, after }: TextChange): string[] {
  const place = [after?.page ?? before?.page, after?.section ?? before?.section].filter((part) => part !== null && part !== undefined).join(', ');
  const side = (mark: string, text: string | undefined): string[] => (text === undefined ? [] : text.split('\n').map((line) => `${mark} ${line}`));
  return ['', `@ ${place === '' ? '-' : place}`, ...side('-', before?.text), ...side('+', after?.text)];
}
