import type { Label } from '#shared/contract/permissions.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { MemoryStore } from './memory-store.ts';

const LONGEST = 400;
const IMPORTANCE = 0.3;

/** Keeps that an agent did something for a person: what they asked, in their own words, and nothing of the answer, which may be a document's. */
export function rememberTask(store: Pick<MemoryStore, 'keep'>): (principal: Principal, task: { question: string; title: string; label: Label }) => Promise<void> {
  return async (principal, { question, title, label }) => {
    await store.keep(principal, { kind: 'episode', content: `${title}: ${question.slice(0, LONGEST)}`, importance: IMPORTANCE, label, expiresAt: null });
  };
}
