import type { DocumentSummary } from '#shared/contract/documents.ts';
import { DOCUMENT_KINDS, DOCUMENT_TYPES } from '#shared/contract/document-types.ts';
import { LABELS } from '#shared/contract/permissions.ts';
import { SearchFilters } from '#shared/contract/search.ts';

/** Filters that are lists of things to tick. */
const LISTS = ['types', 'kinds', 'tags', 'labels', 'collections'] as const;
export type ListFilter = (typeof LISTS)[number];

/** Filters as they stand in the address of the screen; what cannot be understood is left out. */
export function filtersIn(address: URLSearchParams): SearchFilters {
  const given: Record<string, unknown> = {};
  for (const name of LISTS) {
    const values = address.getAll(name);
    if (values.length > 0) given[name] = values;
  }
  for (const name of ['from', 'until']) if (address.get(name)) given[name] = address.get(name);
  if (address.get('revisions') === 'all') given['allRevisions'] = true;
  const parsed = SearchFilters.safeParse(given);
  return parsed.success ? parsed.data : {};
}

/** The address of a search with these filters. */
export function addressOf(query: string, filters: SearchFilters): URLSearchParams {
  const address = new URLSearchParams({ q: query });
  for (const name of LISTS) for (const value of filters[name] ?? []) address.append(name, value);
  if (filters.from) address.set('from', filters.from);
  if (filters.until) address.set('until', filters.until);
  if (filters.allRevisions) address.set('revisions', 'all');
  return address;
}

/** How many filters narrow or widen the search. */
export const filterCount = (filters: SearchFilters): number => addressOf('', filters).size - 1;

export const isNarrowed = (filters: SearchFilters): boolean => filterCount(filters) > 0;

/** With `value` of a list ticked or not; a list without ticks does not narrow. */
export function toggled(filters: SearchFilters, name: ListFilter, value: string): SearchFilters {
  const before: readonly string[] = filters[name] ?? [];
  const after = before.includes(value) ? before.filter((each) => each !== value) : [...before, value];
  const { [name]: _, ...rest } = filters;
  return after.length === 0 ? rest : SearchFilters.parse({ ...rest, [name]: after });
}

export interface Choice {
  value: string;
  count: number;
}

/** What can be ticked, with the number of documents behind each; only what some document has. */
export function choicesIn(documents: readonly DocumentSummary[]): Record<Exclude<ListFilter, 'collections'>, Choice[]> {
  const count = (values: readonly string[], of: (document: DocumentSummary) => readonly (string | null)[]): Choice[] =>
    values.flatMap((value) => {
      const found = documents.filter((document) => of(document).includes(value)).length;
      return found === 0 ? [] : [{ value, count: found }];
    });
  const tags = [...new Set(documents.flatMap((document) => document.tags))].sort((a, b) => a.localeCompare(b));
  return {
    types: count(DOCUMENT_TYPES, ({ type }) => [type]),
    kinds: count(DOCUMENT_KINDS, ({ kind }) => [kind]),
    tags: count(tags, (document) => document.tags),
    labels: count(LABELS, ({ label }) => [label]),
  };
}
