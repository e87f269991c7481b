import type { DocumentType } from '#shared/contract/document-types.ts';
import type { SearchFilters } from '#shared/contract/search.ts';
import { wordsIn } from './understand-words.ts';

type Kinds = NonNullable<SearchFilters['kinds']>;

/** What a question says about where to look, before anybody knows whether there is such a thing. */
export interface Cues {
  /** A kind of document the question points into: "in the … datasheet". `names` are the words between, `words` how it is called. */
  pointed: { type: DocumentType | null; kinds: Kinds; names: readonly string[]; words: readonly string[] }[];
  /** What is quoted, a file name, or a code that the question points into: folded words in order. */
  named: readonly (readonly string[])[];
  year: number | null;
  revision: string | null;
  allRevisions: boolean;
  tags: readonly string[];
  collection: string | null;
}

interface Noun {
  pattern: string;
  type: DocumentType | null;
  kinds?: Kinds;
  /** Folded, as such documents are called in their names. */
  words: readonly string[];
}

const NOUNS: readonly Noun[] = [
  { pattern: '(?:\\p{L}*(?:handbuch|anleitung)|manuals?|handbooks?|user\\s+guides?|guides?|sổ\\s+tay|tài\\s+liệu\\s+hướng\\s+dẫn|hướng\\s+dẫn\\s+sử\\s+dụng)', type: 'manual', words: ['manual', 'handbook', 'guide', 'handbuch', 'anleitung', 'userman', 'so tay', 'huong dan'] },
  { pattern: '(?:data\\s?-?sheets?|spec(?:ification)?\\s+sheets?|\\p{L}*datenbl[aä]tt(?:er)?|bảng\\s+dữ\\s+liệu)', type: 'datasheet', words: ['datasheet', 'data sheet', 'datenblatt', 'bang du lieu'] },
  { pattern: '(?:procedures?|work\\s+instructions?|SOPs?|\\p{L}*anweisung(?:en)?|quy\\s+trình)', type: 'procedure', words: ['procedure', 'sop', 'work instruction', 'anweisung', 'quy trinh'] },
  { pattern: '(?:(?:\\p{L}*)reports?|(?:prüf|\\p{L}*)bericht|báo\\s+cáo)', type: 'report', words: ['report', 'bericht', 'bao cao'] },
  { pattern: '(?:P\\s?&\\s?IDs?|PIDs|R&?I-Fließ(?:bild|schema))', type: 'pid', words: ['p id', 'pid', 'fliessbild', 'fliessschema'] },
  { pattern: '(?:spread\\s?sheets?|excel(?:-datei|\\s+file|\\s+sheet)?|workbooks?|tệp\\s+excel|file\\s+excel)', type: null, kinds: ['xlsx', 'csv'], words: [] },
  { pattern: '(?:slides?|presentations?|powerpoint|präsentation|bài\\s+trình\\s+chiếu)', type: null, kinds: ['pptx'], words: [] },
  { pattern: '(?:pdfs?(?:-datei|\\s+file)?|tệp\\s+pdf|file\\s+pdf)', type: null, kinds: ['pdf'], words: [] },
  { pattern: '(?:e-?mails?|thư\\s+điện\\s+tử)', type: null, kinds: ['email'], words: [] },
];

/** Points into a document: without one of these, "the manual" is only spoken of. */
const INTO =
  '(?<![\\p{L}])(?:in|into|from|per|according\\s+to|as\\s+per|search|im|in\\s+de[rmn]|aus\\s+de[rm]|laut(?:\\s+de[rm])?|gemäß(?:\\s+de[rm])?|nach\\s+de[rm]|trong|theo)\\s+(?:(?:the|our|your|this|that|a|an|any|all|each|der|dem|den|die|das|unserem|unserer)\\s+)?';
const BETWEEN = '((?:[\\p{L}\\p{N}][\\p{L}\\p{N}._/-]*\\s+){0,3}?)';
const AFTER = '(?![\\p{L}])';
const SEPARATE = 'giu';

const YEAR = '((?:19|20)\\d{2})';
const YEAR_CUES = [
  `(?:edition|version|revision|ausgabe|fassung|stand|bản|phiên\\s+bản)\\s+(?:of|from|von|aus|năm)?\\s*${YEAR}`,
  `${YEAR}\\s+(?:edition|version|revision|issue)`,
  ...NOUNS.filter(({ type }) => type !== null).flatMap(({ pattern }) => [`${YEAR}\\s+(?:[\\p{L}-]+\\s+){0,2}?${pattern}${AFTER}`, `${pattern}\\s+(?:of|from|for|von|aus|năm)?\\s*${YEAR}`]),
].map((cue) => new RegExp(cue, 'iu'));

const REVISION = /(?<![\p{L}])(?:[Rr]ev(?:ision|\.)?|REV\.?|[Aa]usgabe|[Bb]ản sửa đổi)[\s:.]*((?:[A-Z]\d{0,2}|\d{1,3}(?:\.\d{1,3}){0,2}))(?![\p{L}\p{N}])/u;
const ALL_REVISIONS =
  /(?<![\p{L}])(?:(?:all|every|any|old|older|previous|prior|earlier|former|superseded|withdrawn|obsolete)\s+(?:the\s+)?(?:revisions?|versions?|editions?|issues?)|(?:alle[nr]?|alte[nr]?|ältere[nr]?|frühere[nr]?|vorherige[nr]?|ungültige[nr]?)\s+(?:revisionen|revision|versionen|version|fassungen|fassung|ausgaben|ausgabe)|(?:mọi|tất\s+cả(?:\s+các)?|các)\s+(?:phiên\s+bản|bản\s+sửa\s+đổi)|phiên\s+bản\s+(?:cũ|trước))(?![\p{L}])/iu;
const TAG = /(?<![\p{L}])(?:tagged(?:\s+(?:as|with))?\s+|tags?:\s*|with\s+(?:the\s+)?tag\s+|mit\s+(?:dem\s+)?(?:tag|schlagwort)\s+|gắn\s+thẻ\s+|có\s+thẻ\s+)["“„']?([\p{L}\p{N}][\p{L}\p{N}_-]*)["”“']?/giu;
const COLLECTION = /(?<![\p{L}])(?:collection|sammlung|bộ\s+sưu\s+tập)\s+["“„']?([\p{L}\p{N}][\p{L}\p{N} _-]{0,60})/iu;
const QUOTED = /["“„«]([^"“”„«»]{3,120})["”“»]/gu;
const FILE = /([\p{L}\p{N}][\p{L}\p{N}_.'’-]*)\.(?:pdf|docx?|xlsx?|pptx?|md|txt|csv|html?|eml|msg|json|xml|png|jpe?g|tiff?)(?![\p{L}\p{N}])/giu;
/** Holds a digit: a document number. */
const POINTED_CODE = new RegExp(`${INTO}(?:document\\s+|dokument\\s+|tài\\s+liệu\\s+)?((?=[\\p{L}.\\d_/-]*\\p{N})(?=[\\d._/-]*\\p{L})[\\p{L}\\p{N}]+(?:[._/-][\\p{L}\\p{N}]+)*)`, SEPARATE);

const SPOKEN = new Set('the our your this that a an any all each der dem den die das des latest current newest old new same aktuellen neuesten alten user'.split(' '));

const foldedWords = (text: string): string[] => wordsIn(text).map(({ folded }) => folded);

/** What a question says about where to look; null where it says nothing, as most do. */
export function cuesIn(question: string): Cues | null {
  const cues: Cues = {
    pointed: NOUNS.flatMap((noun) => pointedAt(question, noun)),
    named: [QUOTED, FILE, POINTED_CODE].flatMap((pattern) => Array.from(question.matchAll(pattern), ([, name]) => foldedWords(name ?? '')).filter((words) => words.length > 0)),
    year: yearIn(question),
    revision: REVISION.exec(question)?.[1] ?? null,
    allRevisions: ALL_REVISIONS.test(question),
    tags: Array.from(question.matchAll(TAG), ([, tag]) => (tag ?? '').toLowerCase()),
    collection: COLLECTION.exec(question)?.[1]?.trim() ?? null,
  };
  const says = cues.pointed.length + cues.named.length + cues.tags.length > 0 || cues.year !== null || cues.revision !== null || cues.allRevisions || cues.collection !== null;
  return says ? cues : null;
}

function pointedAt(question: string, { pattern, type, kinds = [], words }: Noun): Cues['pointed'] {
  return Array.from(question.matchAll(new RegExp(`${INTO}${BETWEEN}${pattern}${AFTER}`, SEPARATE)), ([, between]) => ({
    type,
    kinds,
    words,
    names: foldedWords(between ?? '').filter((word) => !SPOKEN.has(word) && !/^(?:19|20)\d{2}$/.test(word)),
  }));
}

function yearIn(question: string): number | null {
  for (const cue of YEAR_CUES) {
    const found = cue.exec(question);
    if (found) return Number(found.slice(1).find((group) => group !== undefined));
  }
  return null;
}

/** Whether words stand one after the other in a text, folded. */
export const standsIn = (words: readonly string[], text: string): boolean => ` ${foldedWords(text).join(' ')} `.includes(` ${words.join(' ')} `);
