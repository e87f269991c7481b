import { type Question, wordsOf } from './questions.ts';

/** A stored chunk, in the order of its document. */
export interface StoredChunk {
  filename: string;
  page: number | null;
  section: string | null;
  content: string;
}

interface Source {
  file: string;
  page: number | null;
  text: string;
}

/** Words in more than this share of the chunks say nothing about one of them. */
const COMMON = 0.08;

/**
 * Questions made from the documents themselves, the same ones for the same chunks: `heading` asks for a section by its
 * heading; `cut` and `row` ask for a sentence or a table row by some of its words out of order, without the rarest half
 * and with one of them in another number. They are nearer to the text than a person's question: they show what a change
 * costs where the words are right.
 */
export function knownItems(chunks: readonly StoredChunk[], each = 90): Question[] {
  const random = repeatable(7);
  const frequency = new Map<string, number>();
  for (const { content } of chunks) for (const word of new Set(wordsOf(content))) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const telling = (text: string): string[] => [...new Set(wordsOf(text))].filter((word) => word.length > 1 && (frequency.get(word) ?? 0) <= COMMON * chunks.length);

  const cut = (text: string): string => {
    const byRarity = telling(text).sort((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || (a < b ? -1 : 1));
    const kept = shuffled(byRarity.slice(Math.max(1, Math.floor(byRarity.length / 2))).filter((word) => !/^\d+$/.test(word)), random);
    const [first = '', ...rest] = kept.slice(0, 5 + Math.floor(random() * 3));
    return [otherNumber(first), ...rest].join(' ');
  };
  const probe = (kind: 'cut' | 'row', sources: Source[], fewest: number): Question[] =>
    spread(sources, each, random)
      .map((source, at) => ({ id: `${kind}-${at + 1}`, question: cut(source.text), kind, file: source.file, page: source.page, quote: source.text }))
      .filter(({ question }) => question.split(' ').length >= fewest);

  const sentences = chunks.flatMap((chunk) => chunk.content.split(/(?<=[.!?;])\s+|\n+/).filter((text) => isSentence(text, telling(text).length)).map(at(chunk)));
  const rows = chunks.flatMap((chunk) => chunk.content.split('\n').slice(1).filter((text) => isRow(text, telling(text).length)).map(at(chunk)));
  return [...headings(chunks, each, random), ...probe('cut', sentences, 4), ...probe('row', rows, 2)];
}

const at = ({ filename, page }: StoredChunk) => (text: string): Source => ({ file: filename, page, text });

const isSentence = (text: string, telling: number): boolean => !text.includes(' | ') && telling >= 7 && telling <= 22 && text.length < 300 && !/(?:\. ?){4}/.test(text);

const isRow = (text: string, telling: number): boolean => text.includes(' | ') && telling >= 4 && text.length < 300;

function headings(chunks: readonly StoredChunk[], count: number, random: () => number): Question[] {
  const found = new Map<string, Source & { under: string }>();
  for (const { filename, section } of chunks) {
    const text = section?.split(' > ').at(-1)?.replace(/^[\d.§\s()a-zA-Z]?[\d.]*\s+/, '') ?? '';
    const words = wordsOf(text).length;
    if (section !== null && words >= 2 && words <= 9) found.set(`${filename}\n${section}`, { file: filename, page: null, text, under: section });
  }
  return spread([...found.values()], count, random).map(({ file, text, under }, n) => ({ id: `heading-${n + 1}`, question: text, kind: 'heading', file, page: null, quote: null, under }));
}

/** Some of each document before more of any. */
function spread<T extends Source>(sources: T[], count: number, random: () => number): T[] {
  const byFile = Map.groupBy(sources, ({ file }) => file);
  const files = [...byFile.values()].map((own) => shuffled(own, random));
  const longest = Math.max(0, ...files.map((own) => own.length));
  return Array.from({ length: longest }, (_, n) => files.flatMap((own) => own.slice(n, n + 1))).flat().slice(0, count);
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items.map((item) => ({ item, key: random() })).sort((a, b) => a.key - b.key).map(({ item }) => item);
}

const otherNumber = (word: string): string => (!/^[a-z]{4,}$/.test(word) ? word : word.endsWith('s') ? word.slice(0, -1) : `${word}s`);

function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}
