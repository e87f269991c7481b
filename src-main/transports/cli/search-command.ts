import type { DocumentType } from '#shared/contract/document-types.ts';
import type { Passage } from '#shared/contract/passages.ts';
import { search, type SearchFilters, type SearchMode } from '#shared/contract/search.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { finishQueue } from './finish-queue.ts';
import { print } from './print.ts';
import { oneLine } from './printable.ts';

export interface SearchOptions extends CommonOptions {
  top: number;
  mode: SearchMode;
  explain?: boolean;
  tag?: string[];
  type?: DocumentType;
  allRevisions?: boolean;
  literal?: boolean;
}

/** `search`: passages, best first. */
export async function searchCommand(context: CommandContext, query: string, options: SearchOptions): Promise<void> {
  const found = await withOwner(context, options, async (calls) => {
    await finishQueue(context, calls);
    return calls.value(search.query, { query, top: options.top, mode: options.mode, filters: filtersOf(options), literal: options.literal ?? false });
  });
  const results = found.results.map(({ document, page, section, text, score, scores, span }) => ({ document, page, section, text, score, scores, span }));
  print(context, { ...found, results }, () => {
    if (results.length === 0) return ['Nothing was found. Try other words, or add documents with "millwright ingest".'];
    const caution = found.relevant ? [] : ['Nothing found looks like an answer. These are the nearest passages:'];
    const { model, reason } = found.reranking;
    const order = reason !== null ? [reason] : model !== null && options.explain === true ? [`Ordered by ${model}.`] : [];
    return [...order, ...caution, ...found.results.flatMap((hit, index) => resultLines(hit, index + 1, options.explain ?? false, context.host.terminal.columns))];
  });
}

function filtersOf({ tag, type, allRevisions }: SearchOptions): SearchFilters {
  return { ...(tag === undefined ? {} : { tags: tag }), ...(type === undefined ? {} : { types: [type] }), ...(allRevisions === true ? { allRevisions } : {}) };
}

function resultLines(hit: Passage, n: number, explain: boolean, columns: number): string[] {
  const { standing, since } = hit.document;
  const standingWords = standing === 'in-force' ? '' : ` (${standing}${since === null ? '' : ` since ${since.slice(0, 10)}`})`;
  const lines = [`${n}. ${placeOf(hit)}${standingWords}`, `   ${oneLine(hit.text, Math.max(60, columns * 3))}`];
  return explain ? [...lines, `   ${scoresOf(hit)}`] : lines;
}

function scoresOf({ score, scores, matches, text }: Passage): string {
  const shown = Object.entries({ ...scores, score }).map(([stage, value]) => `${stage} ${value === null ? '-' : value.toFixed(3)}`);
  const words = [...new Set(matches.map(([from, to]) => text.slice(from, to).toLowerCase()))];
  return [...shown, `words: ${words.length === 0 ? '-' : words.join(' ')}`].join('  ');
}

/** `pump.pdf, page 3, Maintenance`. */
export function placeOf({ document, page, section }: { document: { filename: string }; page: number | null; section: string | null }): string {
  return [document.filename, page === null ? null : `page ${page}`, section].filter((part) => part !== null && part !== '').join(', ');
}
