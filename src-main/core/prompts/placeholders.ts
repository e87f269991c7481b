import { MillwrightError } from '#shared/contract/errors.ts';
import { ANSWER_PROMPT, type PromptKey, type PromptKind } from '#shared/contract/prompts.ts';

export type Placeholder = 'plant' | 'language';

/** What may stand in braces in each kind of wording, to be filled in for each question. */
const KNOWN: Readonly<Record<PromptKind, readonly Placeholder[]>> = { system: ['plant'], grounding: [], refusal: [], language: ['language'] };
const IN_BRACES = /\{([A-Za-z_]\w*)\}/g;

/** Throws `PROMPT_REFUSED`, with a sentence that names what is unknown or missing. */
export function requirePlaceholders({ name, kind }: Pick<PromptKey, 'name' | 'kind'>, text: string): void {
  const used = [...text.matchAll(IN_BRACES)].map(([, word]) => word ?? '');
  const known: readonly string[] = KNOWN[kind];
  const unknown = used.find((word) => !known.includes(word));
  if (unknown !== undefined) {
    const there = known.length === 0 ? 'nothing is filled in here' : `here you can use ${known.map((word) => `{${word}}`).join(', ')}`;
    throw new MillwrightError('PROMPT_REFUSED', `{${unknown}} is not known: ${there}. Put a space after the brace if it is meant as it stands.`);
  }
  if (name === ANSWER_PROMPT && kind === 'system' && !used.includes('plant')) throw new MillwrightError('PROMPT_REFUSED', '{plant} is missing: the model has to be told whose questions it answers.');
}

export function filled(text: string, values: Readonly<Record<Placeholder, string>>): string {
  return text.replace(IN_BRACES, (whole, word: string) => (word in values ? values[word as Placeholder] : whole));
}
