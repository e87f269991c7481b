import type { KeptMessage } from './used-documents.ts';

/** A question as it is kept: everything that belongs to answers is empty. */
export function questionMessage(id: string, content: string, at: Date): KeptMessage {
  return {
    id, role: 'user', content, createdAt: at.toISOString(),
    mode: null, model: null, sentTo: null, citations: [], unsupported: [], usage: null, budget: null, interrupted: null, understood: null, steps: [], safety: [], label: null, personalData: null, guardrails: null, agent: null, routed: null, used: [], made: null, gone: false,
  };
}
