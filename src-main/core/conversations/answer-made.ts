import type { Crypto } from '#core/ports/crypto.ts';
import type { Wording } from '#core/prompts/index.ts';
import { type AnswerPrompt, shownAs } from './answer-prompt.ts';
import type { MadeFrom, ShownPassage } from './made-from.ts';

export interface MadeWith {
  model: { id: string; sha256: string | null };
  wording: Wording;
  maxTokens: number;
}

/** What is kept of a request, with so many of its oldest turns left out for want of room. */
export function madeFrom({ history: whole, prompt: asked, fresh, again, carried }: AnswerPrompt, leftOut: number, { model, wording: { system, versions }, maxTokens }: MadeWith, crypto: Pick<Crypto, 'sha256'>): MadeFrom {
  const brought = carried.filter(({ turn }) => turn < leftOut * 2);
  const history = whole.slice(leftOut * 2);
  const prompt = [...brought.map(({ text }) => text), asked].join('\n');
  const shown: ShownPassage[] = [...brought.map((each) => each.shown), ...fresh.map(shownAs)];
  return { modelId: model.id, modelSha256: model.sha256, system, history, prompt, maxTokens, prompts: versions, shown, again, promptSha256: crypto.sha256(JSON.stringify([system, history, prompt])) };
}
