import { BooleanQuery, type FullTextQuery, MatchQuery, Occur } from '@lancedb/lancedb';
import { exactText } from './exact-text.ts';

/** How much the stemmed copy of the text counts beside the exact words; measured with `npm run eval`. */
const STEM_WEIGHT = 0.5;
/** How much other words for those of the query count beside them. */
const ALSO_WEIGHT = 0.4;

/**
 * A full-text query of plain terms: the words of the person never reach a query parser, so no input is a syntax error.
 * `also` holds words that may stand for some of them.
 */
export function textQuery(words: string, also = ''): FullTextQuery {
  const clauses: [Occur, FullTextQuery][] = [
    [Occur.Should, new MatchQuery(exactText(words), 'text')],
    [Occur.Should, new MatchQuery(words.normalize('NFC'), 'stems', { boost: STEM_WEIGHT })],
  ];
  if (also !== '') clauses.push([Occur.Should, new MatchQuery(exactText(also), 'text', { boost: ALSO_WEIGHT })]);
  return new BooleanQuery(clauses);
}
