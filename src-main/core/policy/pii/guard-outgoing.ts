import { MillwrightError } from '#shared/contract/errors.ts';
import type { PersonalDataSettings, PiiKind } from '#shared/contract/personal-data.ts';
import { findPii } from './find-pii.ts';
import { createPiiTokens } from './pii-tokens.ts';

/** What may go to a model or a tool, and the way back for whoever asked. */
export interface Guarded {
  texts: string[];
  /** Kinds that were found. */
  kinds: PiiKind[];
  restorer(): { push(piece: string): string; end(): string };
}

const AS_IT_IS = { push: (piece: string): string => piece, end: (): string => '' };

/**
 * The one filter for what is sent to a model or a tool. Texts come back in their order, with tokens where the plant wants them.
 * Throws `PERSONAL_DATA` where the plant blocks.
 */
export function guardOutgoing({ mode, kinds }: PersonalDataSettings, texts: readonly string[]): Guarded {
  if (mode === 'off') return { texts: [...texts], kinds: [], restorer: () => AS_IT_IS };
  if (mode === 'redact') {
    const tokens = createPiiTokens(kinds, texts);
    const hidden = texts.map((text) => tokens.hide(text));
    return { texts: hidden, kinds: tokens.kinds(), restorer: tokens.restorer };
  }
  const found = [...new Set(texts.flatMap((text) => findPii(text, kinds).map(({ kind }) => kind)))];
  if (mode === 'block' && found.length > 0) throw new MillwrightError('PERSONAL_DATA');
  return { texts: [...texts], kinds: found, restorer: () => AS_IT_IS };
}
