import { MillwrightError } from '#shared/contract/errors.ts';
import type { PromptKey } from '#shared/contract/prompts.ts';
import { IN_BRACES, type Placeholder, placeholderProblem, PLACEHOLDERS } from '#shared/prompt-placeholders.ts';

/** Throws `PROMPT_REFUSED`, with a sentence that names what is unknown or missing. */
export function requirePlaceholders(key: Pick<PromptKey, 'name' | 'kind'>, text: string): void {
  const found = placeholderProblem(key, text);
  if (found === null) return;
  if (found.problem === 'missing') throw new MillwrightError('PROMPT_REFUSED', `{${found.word}} is missing: the model has to be told whose questions it answers.`);
  const known = PLACEHOLDERS[key.kind];
  const there = known.length === 0 ? 'nothing is filled in here' : `here you can use ${known.map((word) => `{${word}}`).join(', ')}`;
  throw new MillwrightError('PROMPT_REFUSED', `{${found.word}} is not known: ${there}. Put a space after the brace if it is meant as it stands.`);
}

export function filled(text: string, values: Readonly<Record<Placeholder, string>>): string {
  return text.replace(IN_BRACES, (whole, word: string) => (word in values ? values[word as Placeholder] : whole));
}
