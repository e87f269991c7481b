import { memory, type MemoryLimits } from '#shared/contract/memory.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { plural, print } from './print.ts';

export interface MemoryLimitOptions extends CommonOptions, Partial<MemoryLimits> {}

/** `memory limits`: shows how much is remembered of each person at most, or sets what is given of it. */
export async function memoryLimitsCommand(context: CommandContext, { episodes, kept, days, ...options }: MemoryLimitOptions): Promise<void> {
  const outlook = await withOwner(context, options, async ({ value }) => {
    const before = await value(memory.limits, {});
    if (episodes === undefined && kept === undefined && days === undefined) return before;
    await value(memory.setLimits, { episodes: episodes ?? before.limits.episodes, kept: kept ?? before.limits.kept, days: days ?? before.limits.days });
    return value(memory.limits, {});
  });
  const { limits, most, goes, full } = outlook;
  print(context, outlook, () => [
    `Of each person: ${plural(limits.episodes, 'task')} for ${plural(limits.days, 'day')}, and ${plural(limits.kept, 'thing')} of their own.`,
    `The most of anybody now: ${plural(most.episodes, 'task')} and ${plural(most.kept, 'thing')} of their own.`,
    ...(goes > 0 ? [`${plural(goes, 'task')} will go when the next thing is remembered of their person.`] : []),
    ...(full > 0 ? [`${plural(full, 'person', 'people')} can have nothing more remembered before they forget something.`] : []),
  ]);
}
