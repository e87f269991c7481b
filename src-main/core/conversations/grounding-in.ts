import type { Passage } from '#shared/contract/passages.ts';
import type { Grounding } from '#core/guardrails/index.ts';
import { citedNumbers } from './citations.ts';
import { factsIn, unsupportedSentences } from './grounding.ts';
import { restsOnResults } from './rests-on-results.ts';
import { settledUpTo } from './sentences.ts';

/** How an answer is held against the passages that its model was shown, and what tools gave. */
export function groundingIn(passages: readonly Passage[], results: readonly string[] = []): Grounding {
  return {
    unsupported: (text) => unsupportedSentences(text, passages).filter((sentence) => !restsOnResults(text, sentence, results)),
    facts: factsIn,
    falseCitations: (text) => citedNumbers(text).filter((n) => n < 1 || n > passages.length).length,
    settledUpTo,
  };
}

const NOWHERE = { id: '00000000-0000-4000-8000-000000000000', filename: '', revision: null, standing: 'in-force', since: null, supersededBy: null } as const;

/** How an answer is held against one text, as passage [1]. */
export function groundingInText(text: string): Grounding {
  return groundingIn([
    {
      ...{ chunkId: NOWHERE.id, document: NOWHERE, page: null, section: null, text, label: 'public', score: 1, matches: [] },
      ...{ span: { part: 0, start: 0, end: text.length, page: null, boxes: null }, scores: { text: null, vector: null, fused: null, rerank: null } },
    },
  ]);
}
