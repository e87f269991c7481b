/** A line of a part's text: a paragraph, a step, a row of a table. What two revisions are compared by. */
export interface ComparedUnit {
  part: number;
  page: number | null;
  section: string | null;
  text: string;
}

/** A scanned page may be one line; sentences are what a reader can compare. */
const LONG = 1_200;

export function unitsOf({ part, page, section, content }: { part: number; page: number | null; section: string | null; content: string }): ComparedUnit[] {
  return content
    .split('\n')
    .flatMap((line) => (line.length > LONG ? line.split(/(?<=[.!?;:])\s+(?=\p{Lu}|\p{N})/u) : [line]))
    .filter((text) => text.trim() !== '')
    .map((text) => ({ part, page, section, text }));
}
