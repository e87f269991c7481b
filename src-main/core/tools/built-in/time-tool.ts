import type { Clock } from '#core/ports/clock.ts';
import { ToolFault } from '#core/tools/tool-kind.ts';
import { builtIn, type BuiltIn, textOf } from './built-in-tool.ts';

/** What time it is, by the clock of this machine. */
export function timeTool(clock: Clock): BuiltIn {
  return builtIn(
    {
      name: 'time',
      description: 'Says the date, the time and the day of the week now, in a time zone.',
      properties: { zone: { type: 'string', maxLength: 64, description: 'such as Europe/Berlin; UTC unless given' } },
    },
    async ({ arguments: given }) => {
      const zone = textOf(given['zone']) || 'UTC';
      const now = clock.now();
      const parts = new Map(formatter(zone).formatToParts(now).map(({ type, value }) => [type, value]));
      const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
      return { output: { zone, date: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}:${part('second')}`, weekday: part('weekday'), utc: now.toISOString() } };
    },
  );
}

function formatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', weekday: 'long' });
  } catch {
    throw new ToolFault(`There is no time zone "${timeZone}".`);
  }
}
