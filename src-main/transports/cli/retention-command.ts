import { audit, type RetentionOutlook } from '#shared/contract/audit.ts';
import { type MeasuresOutlook, usage } from '#shared/contract/usage.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { plural, print } from './print.ts';
import { showProgress } from './show-progress.ts';

/** `audit retention`: shows or sets for how many days the log is kept; null is for ever. */
export async function auditRetention(context: CommandContext, options: CommonOptions, days: number | null | undefined): Promise<void> {
  const outlook = await withOwner(context, options, ({ value }) => (days === undefined ? value(audit.retention, {}) : value(audit.setRetention, { days })));
  print(context, outlook, () => sentences(outlook));
}

/** `audit prune`: removes what is older than the log is kept, or with `dryRun` says what that would be. */
export async function pruneAudit(context: CommandContext, options: CommonOptions & { dryRun?: boolean }): Promise<void> {
  const { outlook, removed } = await withOwner(context, options, async ({ value, events }) => {
    const before = await value(audit.retention, {});
    if (options.dryRun) return { outlook: before, removed: 0 };
    let done = 0;
    for await (const event of events(audit.prune, {})) {
      done = event.removed;
      showProgress(context, event.removed, event.total);
    }
    return { outlook: await value(audit.retention, {}), removed: done };
  });
  print(context, { dryRun: options.dryRun ?? false, removed, ...outlook }, () => [...(options.dryRun ? [] : [`${plural(removed, 'record')} were removed.`]), ...sentences(outlook)]);
}

function sentences({ days, first, heldFrom, next, prunings }: RetentionOutlook): string[] {
  return [
    days === null ? 'The audit log is kept for ever.' : `The audit log is kept for ${plural(days, 'day')}. The oldest record is ${first}.`,
    next === null ? 'Nothing can be removed now.' : `Pruning removes the records ${next.from} to ${next.to}, up to checkpoint ${next.checkpoint}.`,
    ...(heldFrom === null ? [] : [`Record ${heldFrom} is the first of somebody under legal hold: it and what follows stay.`]),
    ...prunings.map(({ seq, at, from, to }) => `Removed at ${at}: ${from} to ${to} (record ${seq}).`),
  ];
}

/** `usage retention`: shows or sets for how many days measures of models are kept; null is for ever. */
export async function measureRetention(context: CommandContext, options: CommonOptions, days: number | null | undefined): Promise<void> {
  const outlook = await withOwner(context, options, ({ value }) => (days === undefined ? value(usage.retention, {}) : value(usage.setRetention, { days })));
  print(context, outlook, () => measureSentences(outlook));
}

/** `usage prune`: removes the measures that are older than they are kept. */
export async function pruneMeasures(context: CommandContext, options: CommonOptions): Promise<void> {
  const removed = await withOwner(context, options, async ({ events }) => {
    let done = 0;
    for await (const event of events(usage.prune, {})) {
      done = event.removed;
      showProgress(context, event.removed, event.total);
    }
    return done;
  });
  print(context, { removed }, () => [`${plural(removed, 'row')} were removed.`]);
}

function measureSentences({ days, generations, violations }: MeasuresOutlook): string[] {
  if (days === null) return ['Measures of models and of checks of answers are kept for ever.'];
  return [`Measures are kept for ${plural(days, 'day')}, and never less than the running month.`, `Now could go: ${plural(generations, 'use')} of a model, ${plural(violations, 'check')} of an answer.`];
}
