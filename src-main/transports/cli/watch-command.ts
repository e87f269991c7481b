import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestOf } from '#shared/contract/define-operations.ts';
import { folders, type FolderReport } from '#shared/contract/folders.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print } from './print.ts';

const LOOK_EVERY_MS = 2_000;

/** `ingest --watch`: follows a folder until stopped, with a line for each look that found something. */
export async function watchCommand(context: CommandContext, path: string, options: CommonOptions & { label?: Label; tag?: string[] }): Promise<void> {
  await withOwner(context, options, async (calls) => {
    const known = (await calls.value(folders.list, {})).folders.find((folder) => folder.path === path);
    const folder = known ?? (await calls.value(folders.add, newFolder(path, options)));
    let last = known?.report?.at ?? '';
    await calls.value(folders.scan, { id: folder.id });
    for (; !context.signal.aborted; await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal }).catch(() => undefined)) {
      const latest = (await calls.value(folders.list, {})).folders.find(({ id }) => id === folder.id)?.report;
      if (latest === undefined || latest === null || latest.at === last) continue;
      last = latest.at;
      if (hasNews(latest)) report(context, folder.path, latest);
    }
  });
}

const newFolder = (path: string, { label, tag }: { label?: Label; tag?: string[] }): RequestOf<typeof folders.add> => ({
  path,
  ...(label === undefined ? {} : { label }),
  ...(tag === undefined ? {} : { tags: tag }),
});

const hasNews = ({ added, revised, removed, refused, problem }: FolderReport): boolean => added + revised + removed + refused.length > 0 || problem !== null;

function report(context: CommandContext, path: string, found: FolderReport): void {
  print(context, { folder: path, ...found }, () => [
    `${found.at} ${path}: ${found.added} added, ${found.revised} revised, ${found.removed} withdrawn, ${found.unchanged} unchanged.`,
    ...(found.problem === null ? [] : [found.problem]),
    ...found.refused.map(({ path: file, why }) => `not taken: ${file}: ${why}`),
  ]);
}
