import { ANSWER_PROMPT, PROMPT_KINDS, type PromptKind } from '#shared/contract/prompts.ts';
import type { Transaction } from '#core/ports/database.ts';
import { BUILT_IN } from './built-in-prompts.ts';
import { textsInUse } from './prompt-rows.ts';

/** A wording in use: `version` 0 is the built-in one. */
export interface ActivePrompt {
  kind: PromptKind;
  version: number;
  text: string;
}

/**
 * The wordings of a name that are in use now, in the order a model is given them. Those for the language of the question go before those
 * for any; what the plant has not written is the built-in wording, which only `answer` has.
 * @param language ISO 639-1, null where it is not known
 */
export async function activePrompts(tx: Transaction, name: string = ANSWER_PROMPT, language: string | null = null): Promise<ActivePrompt[]> {
  const own = new Map((await textsInUse(tx, name, language)).map(({ kind, version, text }) => [kind, { kind, version, text }]));
  return PROMPT_KINDS.flatMap((kind) => own.get(kind) ?? (name === ANSWER_PROMPT ? { kind, version: 0, text: BUILT_IN[kind] } : []));
}

/** One of them; undefined where there is neither a version of the plant's own nor a built-in one. */
export async function activePrompt(tx: Transaction, name: string, kind: PromptKind, language: string | null = null): Promise<ActivePrompt | undefined> {
  return (await activePrompts(tx, name, language)).find((each) => each.kind === kind);
}
