import type { BlockRule } from '#shared/contract/guardrails.ts';

/** Stands in the place of what is blocked, whatever its length. */
export const MASK = '█████';
/** Characters before what is looked at that a pattern may look back to. */
const CONTEXT = 32;
/** What nobody sees, and what would hide a word from a search all the same. */
const INVISIBLE = /[\u00AD\u200B\u2060\uFEFF]/g;

/** A piece of a text that a rule blocks, by offsets; `rule` is the rule's place in the list. */
export interface BlockedPiece {
  start: number;
  end: number;
  rule: number;
  action: BlockRule['action'];
}

/** What of a text may be shown now, and the rules that found something in it. */
export interface Screened {
  text: string;
  /** By their place in the list. */
  masked: number[];
  /** The rule that refuses the whole text; null while none does. */
  refusedBy: number | null;
}

export interface Screen {
  push(piece: string): Screened;
  /** The rest. */
  end(): Screened;
}

/**
 * Lets a text that comes in pieces through, but for what is blocked: so much of its end is held back that a blocked piece of at most `longest`
 * characters is seen whole before its first character is shown, wherever the pieces are cut.
 */
export function createScreen(find: (text: string, from: number) => Iterable<BlockedPiece>, longest: number): Screen {
  let before = '';
  let held = '';
  const hold = longest === 0 ? 0 : longest + 2;

  function release(safe: number): Screened {
    const out: Screened = { text: '', masked: [], refusedBy: null };
    const text = before + held;
    const limit = whole(text, before.length + safe);
    let at = before.length;
    if (limit <= at) return out;
    for (const piece of longest === 0 ? [] : find(text, at)) {
      if (piece.start >= limit) break;
      out.text += text.slice(at, piece.start);
      at = piece.end;
      if (piece.action === 'refuse') {
        held = '';
        return { ...out, refusedBy: piece.rule };
      }
      out.text += MASK;
      out.masked.push(piece.rule);
    }
    out.text += text.slice(at, limit);
    at = Math.max(at, limit);
    before = text.slice(Math.max(0, at - CONTEXT), at);
    held = text.slice(at);
    return out;
  }

  return {
    push(piece) {
      held = longest === 0 ? held + piece : (held + piece.replace(INVISIBLE, '')).normalize('NFC');
      return release(held.length - hold);
    },
    end: () => release(held.length),
  };
}

/** A pair of surrogates stays together. */
function whole(text: string, limit: number): number {
  const code = text.charCodeAt(limit - 1);
  return limit < text.length && code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
}
