import type { UnsupportedSentence } from '#shared/contract/conversations.ts';
import type { GuardrailVerdict, ViolationKind } from '#shared/contract/guardrails.ts';
import type { GuardrailRules } from './guardrail-settings.ts';

/** How an answer is held against what it was made from. */
export interface Grounding {
  /** Sentences of a text that its sources do not support. */
  unsupported(text: string): UnsupportedSentence[];
  /** How many sentences of a text state a fact. */
  facts(text: string): number;
  /** How many citations of a text lead nowhere. */
  falseCitations(text: string): number;
  /** Offset behind the last sentence of a text that nothing can be added to any more. */
  settledUpTo(text: string): number;
}

/** The guardrails before one answer while it is written. */
export interface OutputCheck {
  /** How what is shown before the end stands: each sentence is checked before it is shown, or all may yet be withdrawn; null where neither. */
  how: 'sentences' | 'whole' | null;
  /** What may be shown now. */
  push(piece: string): string;
  /** The rest. `finished`: the model came to its own end, so the last sentence is whole. */
  end(rest: string, finished: boolean): string;
  /** Why the answer is not to be shown, as a sentence; null while it may be. */
  refusal(): string | null;
  /** What was found, after the end. */
  verdict(): GuardrailVerdict;
}

const UNSUPPORTED = 'The answer of the language model was not supported by the documents as far as this plant demands, so it is not shown. These are the passages that fit best, word for word.';
const BLOCKED = 'The answer of the language model held something that this plant does not let it write, so it is not shown. These are the passages that fit best, word for word.';

/** Checks what a model writes by a plant's rules, while it comes. */
export function createOutputCheck({ support, leastShare, blocklist }: GuardrailRules, grounding: Grounding): OutputCheck {
  const screen = blocklist.screen();
  let written = '';
  let shown = 0;
  let masked = 0;
  let blockedAll = false;
  let refused: 'blocked' | 'unsupported' | null = null;

  function screened(part: ReturnType<typeof screen.push>): void {
    written += part.text;
    masked += part.masked.length;
    if (part.refusedBy === null) return;
    blockedAll = true;
    refused ??= 'blocked';
  }

  /** What of the written text may be shown, up to an offset: with `strict` only as far as it is supported. */
  function released(upTo: number): string {
    const piece = written.slice(shown, upTo);
    if (refused !== null || piece === '') return '';
    if (support === 'strict' && grounding.unsupported(piece).length > 0) {
      refused = 'unsupported';
      return '';
    }
    shown = upTo;
    return piece;
  }

  const supportedShare = (): { facts: number; supported: number } => {
    // A sentence that was cut off by what is blocked says nothing of the model.
    const text = blockedAll ? written.slice(0, grounding.settledUpTo(written)) : written;
    const facts = grounding.facts(text);
    return { facts, supported: Math.max(0, facts - grounding.unsupported(text).length) };
  };

  return {
    how: support === 'strict' ? 'sentences' : support === 'share' || blocklist.refuses ? 'whole' : null,
    push(piece) {
      screened(screen.push(piece));
      return released(support === 'strict' ? Math.max(shown, grounding.settledUpTo(written)) : written.length);
    },
    end(rest, finished) {
      screened(screen.push(rest));
      screened(screen.end());
      if (support === 'strict' && !finished) {
        // The sentence that was cut off cannot be checked, so it is left out.
        const piece = released(Math.max(shown, grounding.settledUpTo(written)));
        written = written.slice(0, shown);
        return piece;
      }
      const piece = released(written.length);
      const { facts, supported } = support === 'share' ? supportedShare() : { facts: 0, supported: 0 };
      if (facts > 0 && supported * 100 < leastShare * facts) refused ??= 'unsupported';
      return piece;
    },
    refusal: () => (refused === null ? null : refused === 'blocked' ? BLOCKED : UNSUPPORTED),
    verdict() {
      const checked = support === 'off' ? null : supportedShare();
      const counts: [ViolationKind, number][] = [
        ['unsupported', checked === null ? 0 : checked.facts - checked.supported],
        ['false-citation', grounding.falseCitations(written)],
        ['blocked', masked + (blockedAll ? 1 : 0)],
      ];
      const found = counts.flatMap(([kind, count]) => (count > 0 ? [{ kind, count }] : []));
      const action = refused !== null ? 'refused' : masked > 0 ? 'masked' : found.length > 0 ? 'marked' : 'none';
      return { action, found, facts: checked?.facts ?? null, supported: checked?.supported ?? null };
    },
  };
}
