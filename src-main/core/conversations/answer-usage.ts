import type { Usage } from '#shared/contract/conversations.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';

/** What writing an answer took. */
export function usageOf(end: Extract<GenerateEvent, { type: 'end' }>, leftOutTurns: number, modelReason: Usage['modelReason']): Usage {
  const decodeMs = end.totalMs - (end.firstTokenMs ?? end.totalMs);
  return {
    promptTokens: end.promptTokens,
    completionTokens: end.completionTokens,
    firstTokenMs: end.firstTokenMs,
    totalMs: end.totalMs,
    cachedTokens: end.reusedTokens,
    fromCache: end.fromCache === true,
    leftOutTurns,
    modelReason,
    tokensPerSecond: decodeMs > 0 && end.completionTokens > 1 ? ((end.completionTokens - 1) / decodeMs) * 1000 : null,
  };
}
