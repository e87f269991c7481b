import { search } from '#shared/contract/search.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { finishQueue } from './finish-queue.ts';
import { print } from './print.ts';
import { oneLine } from './printable.ts';

/** `search`: passages, best first. */
export async function searchCommand(context: CommandContext, query: string, options: CommonOptions & { top: number }): Promise<void> {
  const { results, mode, searched } = await withOwner(context, options, async (calls) => {
    await finishQueue(context, calls);
    return calls.value(search.query, { query, top: options.top });
  });
  const shown = results.map(({ document, page, section, text, score }) => ({ document, page, section, text, score }));
  print(context, { results: shown, mode, searched }, () => {
    if (shown.length === 0) return ['Nothing was found. Try other words, or add documents with "millwright ingest".'];
    return shown.flatMap((hit, index) => [
      `${index + 1}. ${placeOf(hit)}`,
      `   ${oneLine(hit.text, Math.max(60, context.host.terminal.columns * 3))}`,
    ]);
  });
}

/** `pump.pdf, page 3, Maintenance`. */
export function placeOf({ document, page, section }: { document: { filename: string }; page: number | null; section: string | null }): string {
  return [document.filename, page === null ? null : `page ${page}`, section].filter((part) => part !== null && part !== '').join(', ');
}
