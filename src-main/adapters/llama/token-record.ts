import type { LlamaModel, Token } from 'node-llama-cpp';
import type { WrittenTokens } from '#core/ports/manner.ts';

/** Keeps the tokens of a reply with the length of each in its text. */
export interface TokenRecord {
  /** Tokens that came together, and their text. */
  add(tokens: readonly Token[], text: string): void;
  written(): WrittenTokens;
}

/** A token that ends in the midst of a character has the length of what is legible so far, and the next the rest. */
export function createTokenRecord(model: Pick<LlamaModel, 'detokenize'>): TokenRecord {
  const ids: Token[] = [];
  const lengths: number[] = [];

  return {
    add(tokens, text) {
      const before = ids.slice(-4);
      let told = 0;
      for (const [at] of tokens.entries()) {
        const legible = at === tokens.length - 1 ? text.length : Math.max(told, Math.min(text.length, model.detokenize(tokens.slice(0, at + 1), false, before).length));
        lengths.push(legible - told);
        told = legible;
      }
      ids.push(...tokens);
    },
    written: () => ({ ids, lengths }),
  };
}
