import type { PiiKind } from '#shared/contract/personal-data.ts';

export interface PiiMatch {
  kind: PiiKind | 'own';
  /** Of the plant's own pattern; null for the kinds that are built in. */
  name: string | null;
  /** Offsets into the text, in UTF-16 units. */
  start: number;
  end: number;
}

/** Finds one family. Linear in the text: every pattern has bounded repetitions only. */
export type PiiRecogniser = (text: string) => PiiMatch[];

/** The matches of a pattern that `holds`. */
export function matchesOf(kind: PiiKind, text: string, pattern: RegExp, holds: (value: string, at: number) => boolean = () => true): PiiMatch[] {
  return [...text.matchAll(pattern)].flatMap((found) => {
    const value = found.groups?.['value'] ?? found[0];
    const start = found.index + found[0].indexOf(value);
    return holds(value, start) ? [{ kind, name: null, start, end: start + value.length }] : [];
  });
}
