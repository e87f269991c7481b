/** What became of one page that had to be recognised. */
export type RecognitionNote = { page: number | null } & (
  | { outcome: 'recognised'; confidence: number; letters: number }
  | { outcome: 'nothing' | 'not-installed' }
  /** `reason`: a sentence for the person who added the document. */
  | { outcome: 'failed'; reason: string }
);

type Recognised = Extract<RecognitionNote, { outcome: 'recognised' }>;

/** Below it, about one word in ten is wrong: worth telling the reader to compare with the page. */
const DOUBTFUL = 0.75;

/** Mean confidence of a document's recognised letters, 0..1; null where none was recognised. */
export function recognitionConfidence(notes: readonly RecognitionNote[]): number | null {
  const found = notes.filter((note): note is Recognised => note.outcome === 'recognised');
  const letters = found.reduce((sum, note) => sum + note.letters, 0);
  return letters === 0 ? null : found.reduce((sum, note) => sum + note.confidence * note.letters, 0) / letters;
}

/** Sentences that tell what was recognised, what could not be, and what should be compared with the page. */
export function recognitionWarnings(notes: readonly RecognitionNote[]): string[] {
  const of = (outcome: RecognitionNote['outcome']): RecognitionNote[] => notes.filter((note) => note.outcome === outcome);
  const confidence = recognitionConfidence(notes);
  const doubtful = notes.filter((note) => note.outcome === 'recognised' && note.confidence < DOUBTFUL);
  const sentences: (string | null)[] = [
    confidence === null ? null : recognisedSentence(of('recognised'), confidence),
    doubtful.length === 0 || doubtful.length === of('recognised').length ? null : `Compare the text of ${named(doubtful)} with the page: it is hard to read.`,
    sentence(of('nothing'), (pages, many) => `${pages} ${many ? 'hold' : 'holds'} no text that could be recognised.`),
    sentence(of('not-installed'), (pages, many) => `${pages} ${many ? 'are pictures' : 'is a picture'}; text recognition is not installed, so ${many ? 'they stay' : 'it stays'} without text.`),
    ...failures(notes),
  ];
  return sentences.filter((each) => each !== null);
}

function recognisedSentence(notes: RecognitionNote[], confidence: number): string {
  const sure = `${Math.round(confidence * 100)} % sure${notes.length > 1 ? ' on average' : ''}`;
  const doubt = confidence < DOUBTFUL ? ', so compare it with the page' : '';
  if (pagesOf(notes).length === 0) return `The text was recognised from the picture; ${sure}${doubt}.`;
  return `Text on ${named(notes)} was recognised from ${notes.length > 1 ? 'pictures' : 'a picture'}; ${sure}${doubt}.`;
}

function failures(notes: readonly RecognitionNote[]): (string | null)[] {
  const byReason = new Map<string, RecognitionNote[]>();
  for (const note of notes) if (note.outcome === 'failed') byReason.set(note.reason, [...(byReason.get(note.reason) ?? []), note]);
  return [...byReason].map(([reason, failed]) => sentence(failed, (pages) => `${pages} could not be recognised: ${reason}`));
}

function sentence(notes: RecognitionNote[], write: (pages: string, many: boolean) => string): string | null {
  if (notes.length === 0) return null;
  const pages = named(notes);
  return write(`${pages[0]?.toUpperCase()}${pages.slice(1)}`, pagesOf(notes).length > 1);
}

function pagesOf(notes: readonly RecognitionNote[]): number[] {
  return notes.flatMap((note) => (note.page === null ? [] : [note.page])).toSorted((a, b) => a - b);
}

/** `pages 3-5 and 9`, `page 4`, `the picture`. */
function named(notes: readonly RecognitionNote[]): string {
  const pages = pagesOf(notes);
  if (pages.length === 0) return 'the picture';
  return `${pages.length > 1 ? 'pages' : 'page'} ${ranges(pages)}`;
}

/** `[3, 4, 5, 9]` as `3-5 and 9`; a long list is cut short. */
function ranges(pages: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const page of pages) {
    const last = spans.at(-1);
    if (last !== undefined && page <= last[1] + 1) last[1] = page;
    else spans.push([page, page]);
  }
  const texts = spans.slice(0, 12).map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
  if (spans.length > 12) return `${texts.join(', ')} and more`;
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;
}
