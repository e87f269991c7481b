import type { TFunction } from 'i18next';
import { ANSWER_PROMPT, type PromptLanguage } from '#shared/contract/prompts.ts';

/** What a version is called: the first of a language that has none of its own is the one for any. */
export function versionName(t: TFunction, { version, language, name = ANSWER_PROMPT }: { version: number; language: PromptLanguage; name?: string }): string {
  if (version > 0) return t('prompts.version', { version });
  return language === 'any' && name === ANSWER_PROMPT ? t('prompts.builtIn') : t('prompts.asForAny');
}
