import { readFile } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type ComparedLine, type PromptKind, type PromptLanguage, prompts, type PromptVersion } from '#shared/contract/prompts.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { plural, print, table } from './print.ts';

export interface PromptOptions extends CommonOptions {
  name: string;
  language: PromptLanguage;
}

const keyOf = (kind: PromptKind, { name, language }: PromptOptions) => ({ name, kind, language });
const versionName = (version: number): string => (version === 0 ? 'built-in' : `version ${version}`);

/** `prompts list`: every wording as it is used now. */
export async function listPrompts(context: CommandContext, options: CommonOptions): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(prompts.list, {}));
  print(context, result, () => table(result.prompts.map(({ name, kind, language, active, latest, since, by }) => [name, kind, language, versionName(active), `of ${latest}`, since?.slice(0, 16).replace('T', ' ') ?? '-', by ?? '-'])));
}

/** `prompts show`: the text of a version, the one in use unless told, and which others there are. */
export async function showPrompt(context: CommandContext, kind: PromptKind, version: number | undefined, options: PromptOptions): Promise<void> {
  const key = keyOf(kind, options);
  const found = await withOwner(context, options, async ({ value }) => ({
    ...(await value(prompts.show, { ...key, ...(version === undefined ? {} : { version }) })),
    versions: (await value(prompts.history, key)).versions.map(({ version: each, active, by, at, sha256 }) => ({ version: each, active, by, at, sha256 })),
  }));
  print(context, found, () => [
    ...found.text.split('\n'),
    '',
    ...table(found.versions.map((each) => [versionName(each.version), each.active ? 'in use' : '', each.at?.slice(0, 16).replace('T', ' ') ?? '-', each.by ?? '-', each.sha256.slice(0, 12)])),
  ]);
}

/** `prompts save`: keeps the text of a file as a new version, and uses it. */
export async function savePrompt(context: CommandContext, file: string, { kind, ...options }: PromptOptions & { kind: PromptKind }): Promise<void> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new MillwrightError('FILE_UNREADABLE', `${file} cannot be read.`, { cause });
  });
  const saved = await withOwner(context, options, ({ value }) => value(prompts.save, { ...keyOf(kind, options), text }));
  print(context, saved, () => [used(saved)]);
}

/** `prompts diff`: what changed between two versions; the later is the one in use unless told. */
export async function diffPrompt(context: CommandContext, kind: PromptKind, before: number, after: number | undefined, options: PromptOptions): Promise<void> {
  const key = keyOf(kind, options);
  const found = await withOwner(context, options, async ({ value }) => {
    const later = after ?? (await value(prompts.show, key)).version;
    return { before, after: later, ...(await value(prompts.diff, { ...key, before, after: later })) };
  });
  const changed = found.lines.filter(({ same }) => !same).length;
  print(context, found, () => [`${versionName(before)} -> ${versionName(found.after)}`, ...found.lines.flatMap(linesOf), `${plural(changed, 'line')} changed.`]);
}

/** `prompts rollback`: uses another version, the built-in one unless told. */
export async function rollbackPrompt(context: CommandContext, kind: PromptKind, version: number, options: PromptOptions): Promise<void> {
  const chosen = await withOwner(context, options, ({ value }) => value(prompts.activate, { ...keyOf(kind, options), version }));
  print(context, chosen, () => [used(chosen)]);
}

const used = ({ name, kind, version }: PromptVersion): string => `${name} ${kind}: ${versionName(version)} is used from the next question on.`;

function linesOf({ same, before, after }: ComparedLine): string[] {
  if (same) return [`  ${before ?? ''}`];
  return [...(before === null ? [] : [`- ${before}`]), ...(after === null ? [] : [`+ ${after}`])];
}
