import type { PromptKey } from '#shared/contract/prompts.ts';
import type { Retrieval } from '#core/knowledge/index.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { Database } from '#core/ports/database.ts';
import { activePrompts } from './active-prompts.ts';
import { requirePlaceholders } from './placeholders.ts';
import { CHARACTERS_PER_TOKEN, PASSAGES, packPassages, questionPrompt } from './question-prompt.ts';
import { systemPrompt } from './system-prompt.ts';

type Previewed = PromptKey & { text: string; question: string };

/** What a model would be given for a question, with the passages its asker may read, were this wording in use. */
export async function previewPrompt({ database, search }: { database: Database; search: Pick<Retrieval, 'search'> }, { name, kind, language, text, question }: Previewed, { principal, signal }: Call<Principal>) {
  requirePlaceholders({ name, kind }, text);
  const { results, understood } = await search.search(principal, question, { top: PASSAGES, signal });
  const spoken = language === 'any' ? understood.language : language;
  const inUse = await database.withTenant(principal, (tx) => activePrompts(tx, name, spoken));
  const others = inUse.filter((prompt) => prompt.kind !== kind);
  const at = inUse.findIndex((prompt) => prompt.kind === kind);
  const system = systemPrompt(others.toSpliced(at < 0 ? others.length : at, 0, { kind, version: 0, text }), { plant: principal.tenantName, language: spoken });
  const given = packPassages(results);
  const prompt = questionPrompt(given.map((passage, at) => ({ n: at + 1, passage })), { question, meaning: understood.rewritten });
  return { system, prompt, found: results.length, given: given.length, tokens: Math.ceil((system.length + prompt.length) / CHARACTERS_PER_TOKEN) };
}
