import { ANSWER_PROMPT, type PromptKey, type PromptKind } from './contract/prompts.ts';

export type Placeholder = 'plant' | 'language';

/** What may stand in braces in each kind of wording, to be filled in for each question. */
export const PLACEHOLDERS: Readonly<Record<PromptKind, readonly Placeholder[]>> = { system: ['plant'], grounding: [], refusal: [], language: ['language'] };

export const IN_BRACES = /\{([A-Za-z_]\w*)\}/g;

/** The first placeholder that a wording may not have or has to have; null where all is well. */
export function placeholderProblem({ name, kind }: Pick<PromptKey, 'name' | 'kind'>, text: string): { problem: 'unknown' | 'missing'; word: string } | null {
  const used = [...text.matchAll(IN_BRACES)].map(([, word]) => word ?? '');
  const known: readonly string[] = PLACEHOLDERS[kind];
  const unknown = used.find((word) => !known.includes(word));
  if (unknown !== undefined) return { problem: 'unknown', word: unknown };
  return name === ANSWER_PROMPT && kind === 'system' && !used.includes('plant') ? { problem: 'missing', word: 'plant' } : null;
}
