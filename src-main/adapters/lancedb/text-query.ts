import { BooleanQuery, type FullTextQuery, MatchQuery, Occur } from '@lancedb/lancedb';
import { exactText } from './exact-text.ts';

/** How much the stemmed copy of the text counts beside the exact words; measured with `npm run eval`. */
const STEM_WEIGHT = 0.5;

/** A full-text query of plain terms: the words of the person never reach a query parser, so no input is a syntax error. */
export function textQuery(words: string): FullTextQuery {
  return new BooleanQuery([
    [Occur.Should, new MatchQuery(exactText(words), 'text')],
    [Occur.Should, new MatchQuery(words.normalize('NFC'), 'stems', { boost: STEM_WEIGHT })],
  ]);
}
