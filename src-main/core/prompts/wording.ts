import type { PromptKind } from '#shared/contract/prompts.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Database } from '#core/ports/database.ts';
import { activePrompts } from './active-prompts.ts';
import { systemPrompt } from './system-prompt.ts';

/** What a model is told before a conversation, and the versions it was made of. */
export interface Wording {
  system: string;
  versions: { kind: PromptKind; version: number }[];
}

/** The wording for answers in the caller's plant, as it is now. @param language ISO 639-1 of the question, null where it is not known */
export async function answerWording(database: Database, principal: Principal, language: string | null): Promise<Wording> {
  const prompts = await database.withTenant(principal, (tx) => activePrompts(tx, undefined, language));
  return { system: systemPrompt(prompts, { plant: principal.tenantName, language }), versions: prompts.map(({ kind, version }) => ({ kind, version })) };
}
