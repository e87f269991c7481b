import type { TreatedPersonalData } from '#shared/contract/personal-data.ts';
import type { Passage } from '#shared/contract/passages.ts';
import { evidenceText, type NumberedPassage, packPassages, questionPrompt } from '#core/prompts/index.ts';
import { guardOutgoing, type PersonalDataRules } from '#core/policy/index.ts';
import type { CarriedText, ChatTurn } from '#core/ports/inference.ts';
import type { ContextTurn, ConversationContext } from './context-turns.ts';
import type { ShownPassage } from './made-from.ts';

/** More would be read by nobody; what of these does not fit into the model's context is left out there. */
const MOST_TURNS = 12;
/** Turns are left out so many at once, so that the others stay where they are for the next questions. */
const TURNS_AT_ONCE = 6;

export interface Asked {
  question: string;
  meaning: string | null;
  /** What a search found for it, best first. */
  found: readonly Passage[];
  /** Results of tools, fenced: put before the passages. */
  data?: string | undefined;
}

/** What a model is sent, and how to read what it writes. */
export interface AnswerPrompt {
  /** The turns that are sent, as they are kept. */
  turns: readonly ContextTurn[];
  /** Older ones, left out for their number. */
  leftOut: number;
  history: readonly ChatTurn[];
  prompt: string;
  evidence: number;
  /** Passages of earlier turns that were found again, best first. */
  carried: readonly (CarriedText & { shown: ShownPassage })[];
  characters: number;
  /** Given with this question, in the order of the prompt. */
  fresh: readonly NumberedPassage<Passage>[];
  /** Numbers of those that stand in earlier turns. */
  again: readonly number[];
  /** Every passage the model has before it, by its number. */
  known: ReadonlyMap<number, Passage>;
  treated: TreatedPersonalData | null;
  restorer(): { push(piece: string): string; end(): string };
}

/**
 * Puts a question behind the turns before it, so that what was sent for the last answer is the beginning of what is sent for this one. Only
 * passages that no turn holds already are put before it. Throws `PersonalDataBlocked`.
 */
export function answerPrompt(rules: PersonalDataRules, { turns: all, next }: ConversationContext, { question, meaning, found, data = '' }: Asked): AnswerPrompt {
  const leftOut = all.length <= MOST_TURNS ? 0 : Math.ceil((all.length - MOST_TURNS) / TURNS_AT_ONCE) * TURNS_AT_ONCE;
  const turns = all.slice(leftOut);
  const held = turns.flatMap(({ passages }) => passages);
  const places = found.map((passage) => ({ passage, n: held.find((each) => holds(each.passage, passage))?.n }));
  const again = [...new Set(places.flatMap(({ n }) => n ?? []))].toSorted((a, b) => a - b);
  const fresh = packPassages(places.flatMap(({ n, passage }) => (n === undefined ? passage : []))).map((passage, at) => ({ n: next + at, passage }));

  const said: Said[] = [...turns, { question, meaning, passages: fresh, again, written: null }];
  const guarded = guardedTurns(rules, said, data);
  const results = guarded.data === '' ? '' : `${guarded.data}\n`;
  const last = guarded.said.at(-1);
  if (!last) throw new Error('a question is always among what is said');
  const earlier = guarded.said.slice(0, -1);
  const rank = new Map(places.flatMap(({ n }, at) => (n === undefined ? [] : [[n, at] as const])).toReversed());
  const carried = earlier
    .flatMap(({ passages }, at) => passages.flatMap((each, place) => (again.includes(each.n) ? { turn: at * 2, text: evidenceText([each]), shown: shownAs(turns[at]?.passages[place] ?? each) } : [])))
    .toSorted((a, b) => (rank.get(a.shown.n) ?? 0) - (rank.get(b.shown.n) ?? 0));
  return {
    turns, leftOut, carried, fresh, again,
    history: earlier.flatMap((turn): ChatTurn[] => [{ role: 'user', text: questionPrompt(turn.passages, turn) }, { role: 'assistant', text: turn.written ?? '' }]),
    prompt: `${results}${questionPrompt(last.passages, last)}`,
    evidence: results.length + evidenceText(last.passages).length,
    characters: said.reduce((sum, each) => sum + each.question.length + (each.written?.length ?? 0), evidenceText(fresh).length + results.length),
    known: new Map([...held, ...fresh].map(({ n, passage }) => [n, passage])),
    treated: guarded.treated,
    restorer: guarded.restorer,
  };
}

export function shownAs({ n, passage: { chunkId, document, page, section, text, span } }: NumberedPassage<Passage>): ShownPassage {
  return { n, chunkId, page, section, text, span, standing: document.standing };
}

/** Whether a passage that was given before holds all that another says. */
function holds(given: Passage, { document, text }: Passage): boolean {
  return given.document.id === document.id && given.text.includes(text);
}

/** A turn as far as a model is sent it; the last has no answer yet. */
interface Said {
  question: string;
  meaning: string | null;
  passages: readonly NumberedPassage<Passage>[];
  again: readonly number[];
  written: string | null;
}

/** The turns without what the plant keeps from models. They are gone through as they were said, so that the same piece has the same token at every question. */
function guardedTurns(rules: PersonalDataRules, said: readonly Said[], data: string): { said: Said[]; data: string; treated: TreatedPersonalData | null; restorer: AnswerPrompt['restorer'] } {
  const quoted = said.flatMap(({ passages }) => passages.map(({ passage }) => passage.text));
  const texts = said.flatMap(({ question, meaning, passages, written }) => [question, meaning ?? '', ...(rules.passages ? passages.map(({ passage }) => passage.text) : []), written ?? '']);
  const guarded = guardOutgoing(rules, rules.passages ? [...texts, data] : texts, [...quoted, data]);
  let at = 0;
  const take = (): string => guarded.texts[at++] ?? '';
  const taken = said.map((turn): Said => {
    const [question, meaning] = [take(), take()];
    const passages = rules.passages ? turn.passages.map(({ n, passage }) => ({ n, passage: { ...passage, text: take() } })) : turn.passages;
    const written = take();
    return { ...turn, question, meaning: turn.meaning === null ? null : meaning, passages, written: turn.written === null ? null : written };
  });
  return { said: taken, data: rules.passages ? take() : data, treated: guarded.treated, restorer: guarded.restorer };
}
