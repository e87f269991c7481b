import type { PiiKind } from '#shared/contract/personal-data.ts';
import { findPii } from './find-pii.ts';

const TOKEN = /\[[A-Z_]{2,16}_\d{1,4}\]/g;
const LONGEST_TOKEN = 24;

/** Tokens in the place of personal data, and the way back. Lives in memory, for one answer of one person. */
export interface PiiTokens {
  /** The text with each piece of personal data replaced by a token; the same piece has the same token. */
  hide(text: string): string;
  /** Puts the originals back into a text that comes in pieces; a token may be split over them. */
  restorer(): { push(piece: string): string; end(): string };
  /** Kinds that were hidden. */
  kinds(): PiiKind[];
}

/** `avoiding` are texts whose own words could be taken for tokens. */
export function createPiiTokens(kinds: readonly PiiKind[], avoiding: readonly string[]): PiiTokens {
  const taken = new Set(avoiding.flatMap((text) => [...text.matchAll(TOKEN)].map(([token]) => token)));
  const tokens = new Map<string, string>();
  const originals = new Map<string, string>();
  const seen = new Set<PiiKind>();
  const numbers = new Map<PiiKind, number>();

  function tokenFor(kind: PiiKind, original: string): string {
    const known = tokens.get(original);
    if (known !== undefined) return known;
    let token: string;
    do {
      const number = (numbers.get(kind) ?? 0) + 1;
      numbers.set(kind, number);
      token = `[${kind.toUpperCase().replaceAll('-', '_')}_${number}]`;
    } while (taken.has(token));
    tokens.set(original, token);
    originals.set(token, original);
    return token;
  }

  const restored = (text: string): string => text.replaceAll(TOKEN, (token) => originals.get(token) ?? token);

  return {
    hide(text) {
      let out = '';
      let from = 0;
      for (const { kind, start, end } of findPii(text, kinds)) {
        seen.add(kind);
        out += text.slice(from, start) + tokenFor(kind, text.slice(start, end));
        from = end;
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
    kinds: () => [...seen],
  };
}
