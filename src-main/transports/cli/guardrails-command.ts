import { readFile } from 'node:fs/promises';
import { type BlockRule, guardrails, type GuardrailSettings, type ViolationKind } from '#shared/contract/guardrails.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print, table } from './print.ts';
import { printable } from './printable.ts';

export interface GuardrailsSetOptions extends CommonOptions {
  support?: GuardrailSettings['support'];
  leastShare?: number;
  block?: string[];
  pattern?: string[];
  action: BlockRule['action'];
  unblock?: string[];
}

const MEANS: Record<GuardrailSettings['support'], string> = {
  off: 'Support is not checked.',
  mark: 'Sentences without support are marked.',
  share: 'Answers with too few supported sentences are refused.',
  strict: 'Answers with any sentence without support are refused.',
};

/** `guardrails show`. */
export async function showGuardrails(context: CommandContext, options: CommonOptions): Promise<void> {
  const settings = await withOwner(context, options, ({ value }) => value(guardrails.get, {}));
  print(context, settings, () => settingsLines(settings));
}

/** `guardrails set`: changes what is named and leaves the rest. */
export async function setGuardrails(context: CommandContext, { support, leastShare, block = [], pattern = [], action, unblock = [], ...options }: GuardrailsSetOptions): Promise<void> {
  const settings = await withOwner(context, options, async ({ value }) => {
    const before = await value(guardrails.get, {});
    const missing = unblock.find((text) => !before.blocklist.some((rule) => rule.text === text));
    if (missing !== undefined) throw new MillwrightError('INVALID_INPUT', `"${missing}" is not blocked. "millwright guardrails show" lists what is.`);
    const added: BlockRule[] = [...block.map((text) => ({ kind: 'words' as const, text, action })), ...pattern.map((text) => ({ kind: 'pattern' as const, text, action }))];
    const kept = before.blocklist.filter((rule) => !unblock.includes(rule.text) && !added.some(({ kind, text }) => kind === rule.kind && text === rule.text));
    return value(guardrails.save, { support: support ?? before.support, leastShare: leastShare ?? before.leastShare, blocklist: [...kept, ...added] });
  });
  print(context, settings, () => settingsLines(settings));
}

/** `guardrails try`: what the plant's rules would make of an answer. */
export async function tryGuardrails(context: CommandContext, answer: string, { source, ...options }: CommonOptions & { source?: string }): Promise<void> {
  const text = source === undefined ? '' : await readFile(source, 'utf8').catch((cause: unknown) => {
    throw new MillwrightError('FILE_UNREADABLE', `${source} cannot be read.`, { cause });
  });
  const tried = await withOwner(context, options, async ({ value }) => value(guardrails.tryOut, { answer, source: text, settings: await value(guardrails.get, {}) }));
  const { verdict, refusal, shown, faults } = tried;
  print(context, tried, () => [
    refusal ?? printable(shown),
    ...(verdict.facts === null ? ['Support was not checked: name a text with --source.'] : [`${verdict.supported} of ${verdict.facts} sentences are supported.`]),
    ...verdict.found.map(({ kind, count }) => `Found: ${kind}, ${count}.`),
    ...faults.map(({ rule, fault }) => `Rule ${rule + 1} was not tried: ${fault}.`),
  ]);
}

/** `guardrails violations`: what was found in answers, in measures. */
export async function listViolations(context: CommandContext, { kind, days, ...options }: CommonOptions & { kind?: ViolationKind; days: number }): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(guardrails.violations, { kind, days }));
  const { marked, masked, refused } = result.counts;
  print(context, result, () => [
    `${refused} refused, ${masked} covered in part, ${marked} marked.`,
    ...table(result.violations.map((each) => [each.at, each.user?.name ?? '-', each.model ?? '-', each.found.map((found) => `${found.kind} ${found.count}`).join(', '), each.facts === null ? '-' : `${each.supported}/${each.facts}`, each.action])),
  ]);
}

function settingsLines({ support, leastShare, blocklist }: GuardrailSettings): string[] {
  return [
    `${MEANS[support]}${support === 'share' ? ` At least ${leastShare} % have to be.` : ''}`,
    ...(blocklist.length === 0 ? ['Nothing is blocked.'] : table(blocklist.map(({ kind, text, action }) => [kind, action, text]))),
  ];
}
