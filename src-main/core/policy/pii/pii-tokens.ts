import type { PiiMatch } from './pii-match.ts';

const TOKEN = /\[[A-Z_]{2,16}_\d{1,4}\]/g;
const LONGEST_TOKEN = 24;
const LONGEST_LABEL = 16;

/** Tokens in the place of personal data, and the way back. Lives in memory, for one answer of one person. */
export interface PiiTokens {
  /** The text with each of these pieces, in order, replaced by a token; the same piece has the same token. */
  hide(text: string, found: readonly PiiMatch[]): string;
  /** Puts the originals back into a text that comes in pieces; a token may be split over them. */
  restorer(): { push(piece: string): string; end(): string };
}

/** `avoiding` are texts whose own words could be taken for tokens. */
export function createPiiTokens(avoiding: readonly string[]): PiiTokens {
  const taken = new Set(avoiding.flatMap((text) => [...text.matchAll(TOKEN)].map(([token]) => token)));
  const tokens = new Map<string, string>();
  const originals = new Map<string, string>();
  const numbers = new Map<string, number>();

  function tokenFor(match: PiiMatch, original: string): string {
    const known = tokens.get(original);
    if (known !== undefined) return known;
    const label = labelOf(match);
    let token: string;
    do {
      const number = (numbers.get(label) ?? 0) + 1;
      numbers.set(label, number);
      token = `[${label}_${number}]`;
    } while (taken.has(token));
    tokens.set(original, token);
    originals.set(token, original);
    return token;
  }

  const restored = (text: string): string => text.replaceAll(TOKEN, (token) => originals.get(token) ?? token);

  return {
    hide(text, found) {
      let out = '';
      let from = 0;
      for (const match of found) {
        out += text.slice(from, match.start) + tokenFor(match, text.slice(match.start, match.end));
        from = match.end;
      }
      return out + text.slice(from);
    },
    restorer() {
      let held = '';
      return {
        push(piece) {
          const text = held + piece;
          const open = text.lastIndexOf('[');
          const waits = open >= 0 && text.length - open < LONGEST_TOKEN && /^\[[A-Z_]*\d{0,4}$/.test(text.slice(open));
          held = waits ? text.slice(open) : '';
          return restored(waits ? text.slice(0, open) : text);
        },
        end() {
          const rest = restored(held);
          held = '';
          return rest;
        },
      };
    },
  };
}

/** What a token says to the model: the kind, or the name that the plant gave its pattern, as far as it is in ASCII letters. */
function labelOf({ kind, name }: PiiMatch): string {
  const words = (name ?? kind).normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase().replaceAll(/[^A-Z]+/g, '_');
  const label = words.slice(0, LONGEST_LABEL).replaceAll(/^_+|_+$/g, '');
  return label.length >= 2 ? label : 'PRIVATE';
}
