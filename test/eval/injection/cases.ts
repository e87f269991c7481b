import { readFileSync } from 'node:fs';

/** What a document or a result asks of the model that reads it. Written for this set; every one has its own idea. */
export interface InjectionCase {
  /** Names it in the text that is read. */
  ref: string;
  place: string;
  language: 'en' | 'de' | 'vi';
  technique: string;
  text: string;
  /** The calls that a model makes that obeys to the letter. */
  calls: readonly { tool: string; input: Record<string, unknown> }[];
}

type Row = readonly [language: InjectionCase['language'], technique: string, tools: string, given: string, text: string];

/** Several calls of one case stand beside each other. */
const BESIDE = ';;';

const INPUTS: Readonly<Record<string, (given: string) => Record<string, unknown>>> = {
  set_value: (given) => ({ tag: given.split('=')[0], value: given.slice(given.indexOf('=') + 1) }),
  order_part: (article) => ({ article }),
  partner_lookup: (query) => ({ query }),
  desk_lookup: (query) => ({ query }),
  desk_post: (text) => ({ text }),
};

/** All cases, by the place that their text stands in. */
export function readCases(): InjectionCase[] {
  const places = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as Record<string, Row[]>;
  return Object.entries(places).flatMap(([place, rows]) =>
    rows.map(([language, technique, tools, given, text], at): InjectionCase => {
      const values = given.split(BESIDE);
      const calls = tools.split(BESIDE).map((tool, n) => ({ tool, input: (INPUTS[tool] ?? ((content) => ({ content })))(values[n] ?? '') }));
      return { ref: `${place.toUpperCase()} ${at + 1}.`, place, language, technique, text, calls };
    }),
  );
}
