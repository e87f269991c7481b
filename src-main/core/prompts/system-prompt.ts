import type { ActivePrompt } from './active-prompts.ts';
import { FENCE } from './built-in-prompts.ts';
import { filled } from './placeholders.ts';

/**
 * What a model is told before any conversation. The same for every question of a plant, unless its wording names the language: what all
 * conversations begin with is then read once.
 * @param language ISO 639-1, null where it is not known
 */
export function systemPrompt(prompts: readonly Pick<ActivePrompt, 'text'>[], { plant, language }: { plant: string; language: string | null }): string {
  return [...prompts.map(({ text }) => filled(text, { plant, language: nameOf(language) })), FENCE].join('\n');
}

function nameOf(language: string | null): string {
  return (language === null ? undefined : new Intl.DisplayNames('en', { type: 'language' }).of(language)) ?? 'the language of the question';
}
