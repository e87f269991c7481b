import type { EvaluationQuestion } from '#shared/contract/evaluation.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { evaluationSet, type ReadFeedback } from '#core/feedback/index.ts';
import { highestLabel } from '#core/policy/index.ts';

/** Where an answer is, as it is kept. */
export interface StoredPlace {
  file: string;
  page: number | null;
  section: string | null;
  quote: string | null;
}

export interface NewQuestion {
  question: string;
  corrected: string | null;
  places: StoredPlace[];
  kind: string;
  label: Label | null;
  documentIds: string[];
  feedbackId: string | null;
}

/** A document as questions of a file name it. */
export interface NamedDocument {
  id: string;
  filename: string;
  label: Label;
}

/** Each question once, as it was last judged. */
export function questionsFromFeedback(given: readonly ReadFeedback[]): NewQuestion[] {
  const latest = new Map<string, NewQuestion>();
  for (const { question, from } of evaluationSet(given)) {
    if (!latest.has(question.question)) latest.set(question.question, { ...contentOf(question), label: from.label, documentIds: from.documentIds, feedbackId: from.id });
  }
  return [...latest.values()];
}

/** Questions of a file. Who may not read a document that one names may not read the question either. */
export function questionsFromFile(given: readonly EvaluationQuestion[], least: Label, documents: readonly NamedDocument[]): NewQuestion[] {
  const byName = Map.groupBy(documents, ({ filename }) => filename.toLowerCase());
  return given.map((question) => {
    const content = contentOf(question);
    const named = content.places.flatMap(({ file }) => byName.get(file.toLowerCase()) ?? []);
    const label = highestLabel([least, ...(question.label ? [question.label] : []), ...named.map((each) => each.label)]);
    return { ...content, label, documentIds: [...new Set(named.map(({ id }) => id))], feedbackId: null };
  });
}

function contentOf({ question, corrected, kind, file, page, section, quote, also }: EvaluationQuestion): Pick<NewQuestion, 'question' | 'corrected' | 'kind' | 'places'> {
  const places = file ? [{ file, page, section, quote }, ...(also ?? [])] : [];
  return {
    question, kind, corrected: corrected?.trim() || null,
    places: places.map((place) => ({ file: place.file, page: place.page ?? null, section: place.section ?? null, quote: place.quote ?? null })),
  };
}
