import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import { openings } from '#shared/contract/openings.ts';
import { type Holdings, privacy } from '#shared/contract/privacy.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { plural, print, table } from './print.ts';
import { showProgress } from './show-progress.ts';
import { userNamed } from './users-command.ts';

type Named = CommonOptions & { user: string };

/** `privacy count`: how much is kept of a person. */
export async function countPerson(context: CommandContext, options: Named): Promise<void> {
  const result = await withOwner(context, options, async ({ value }) => value(privacy.holdings, { id: (await userNamed(value, options.user)).id }));
  print(context, result, () => [...held(result.person.name, result.holdings), ...(result.hold === null ? [] : [`A legal hold is on them since ${result.hold.placedAt}: ${result.hold.reason}`])]);
}

/** `privacy export`: everything of a person as a ZIP archive. */
export async function exportPerson(context: CommandContext, options: Named & { out?: string }): Promise<void> {
  const out = resolve(options.out ?? `privacy-${options.user.replace(/[^\p{L}\p{N}]+/gu, '-')}.zip`);
  // A name that nobody chose must not cost a file that is there.
  const file = await open(out, options.out === undefined ? 'wx' : 'w', 0o600).catch((cause: unknown) => {
    const there = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new MillwrightError('INVALID_INPUT', there ? `${out} is there already: give --out FILE.` : `${out} cannot be written.`, { cause });
  });
  let whole = false;
  try {
    const made = await withOwner(context, options, async ({ value, events }) => {
      const { id } = await userNamed(value, options.user);
      for await (const event of events(privacy.export, { id })) {
        if (event.type === 'progress') showProgress(context, event.done, event.total);
        else {
          const archive = await value(privacy.download, { id: event.exportId });
          for await (const bytes of archive.stream()) await file.writeFile(bytes);
          return event;
        }
      }
      throw new MillwrightError('INTERNAL');
    });
    await file.sync();
    whole = true;
    const { sizeBytes, withheld } = made;
    print(context, { out, sizeBytes, withheld }, () => [`${plural(sizeBytes, 'byte')} are in ${out}.`, ...(withheld === 0 ? [] : [`${plural(withheld, 'document')} above your own clearance were left out.`])]);
  } finally {
    await file.close();
    if (!whole) await rm(out, { force: true });
  }
}

/** `privacy erase`: says what would go; with the person's name typed as `--confirm` it goes. */
export async function erasePerson(context: CommandContext, options: Named & { confirm?: string; dryRun?: boolean }): Promise<void> {
  const { confirm } = options;
  const dryRun = options.dryRun === true || confirm === undefined;
  const result = await withOwner(context, options, async ({ value, events }) => {
    const { id, name } = await userNamed(value, options.user);
    if (dryRun) return { dryRun, name, pseudonym: null, ...(await value(privacy.holdings, { id })) };
    for await (const event of events(privacy.erase, { id, confirm })) {
      if (event.type === 'progress') showProgress(context, event.done, event.total);
      else return { dryRun, name, pseudonym: event.pseudonym, holdings: event.removed, hold: null };
    }
    throw new MillwrightError('INTERNAL');
  });
  const { name, pseudonym, holdings, hold } = result;
  print(context, { dryRun, pseudonym, hold, holdings }, () =>
    pseudonym === null
      ? [...held(name, holdings), hold === null ? `Nothing was removed. To erase them for good, add --confirm "${name}".` : `A legal hold is on them, so they cannot be erased: ${hold.reason}`]
      : [`"${name}" was erased. What stays of them is called ${pseudonym}. Backups and snapshots made before still hold them.`],
  );
}

/** `privacy hold` and `privacy release`. */
export async function holdPerson(context: CommandContext, options: Named & { reason: string }, hold: boolean): Promise<void> {
  const result = await withOwner(context, options, async ({ value }) => value(hold ? privacy.hold : privacy.release, { id: (await userNamed(value, options.user)).id, reason: options.reason }));
  print(context, { hold: result }, () => [hold ? `A legal hold is on "${result.person.name}": nothing of theirs is erased until it is released.` : `"${result.person.name}" is released from legal hold.`]);
}

/** `privacy holds`. */
export async function listHolds(context: CommandContext, options: CommonOptions): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(privacy.holds, {}));
  print(context, result, () => table(result.holds.map(({ person, placedAt, placedBy, released, reason }) => [person.name, placedAt, placedBy.name, released === null ? 'holds' : `released ${released.at}`, reason]), 'Nobody is under legal hold.'));
}

/** `privacy openings`: who opened whose conversation. */
export async function listOpenings(context: CommandContext, options: CommonOptions): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(openings.list, {}));
  print(context, result, () => table(result.openings.map(({ openedAt, openedBy, owner, conversationId, reason }) => [openedAt, openedBy.name, owner.name, conversationId ?? 'all data', reason]), 'No conversation was opened.'));
}

function held(name: string, { conversations, messages, notices, memories, sessions, keys, credentials, documents, auditRecords }: Holdings): string[] {
  return [
    `Of "${name}" there are ${plural(conversations, 'conversation')} with ${plural(messages, 'message')}, ${plural(notices, 'notice')}, ${plural(memories, 'memory', 'memories')}, ${plural(sessions, 'session')}, ${plural(keys, 'key')} and ${plural(credentials, 'credential')}.`,
    `${plural(documents, 'document')} they added and ${plural(auditRecords, 'record')} of what they did belong to the plant; erasing leaves those under a pseudonym.`,
  ];
}
