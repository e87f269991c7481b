import { MillwrightError } from '#shared/contract/errors.ts';
import { PII_KINDS, type PersonalDataSettings, type TreatedPersonalData } from '#shared/contract/personal-data.ts';
import { findPii } from './find-pii.ts';
import type { OwnPatterns } from './own-patterns.ts';
import type { PiiMatch } from './pii-match.ts';
import { createPiiTokens } from './pii-tokens.ts';

/** What a plant has set, with its own patterns ready to search. */
export type PersonalDataRules = Pick<PersonalDataSettings, 'mode' | 'kinds' | 'passages'> & { own: OwnPatterns };

/** What may go to a model or a tool, and the way back for whoever asked. */
export interface Guarded {
  texts: string[];
  /** What was found and done; null where nothing was. */
  treated: TreatedPersonalData | null;
  restorer(): { push(piece: string): string; end(): string };
}

/** Thrown where the plant lets no personal data out. */
export class PersonalDataBlocked extends MillwrightError {
  readonly treated: TreatedPersonalData;

  constructor(treated: TreatedPersonalData) {
    super('PERSONAL_DATA');
    this.treated = treated;
  }
}

const AS_IT_IS = { push: (piece: string): string => piece, end: (): string => '' };

/**
 * The one filter for what is sent to a model or a tool. Texts come back in their order, with tokens where the plant wants them.
 * `beside` goes along unfiltered, and its own words are not taken for tokens. Throws `PersonalDataBlocked` where the plant blocks.
 */
export function guardOutgoing({ mode, kinds, own }: PersonalDataRules, texts: readonly string[], beside: readonly string[] = []): Guarded {
  if (mode === 'off') return { texts: [...texts], treated: null, restorer: () => AS_IT_IS };
  const spent = { steps: 0 };
  const found = texts.map((text) => findPii(text, kinds, own, spent));
  const treated = summary(found.flat(), mode);
  if (treated === null || mode === 'warn') return { texts: [...texts], treated, restorer: () => AS_IT_IS };
  if (mode === 'block') throw new PersonalDataBlocked(treated);
  const tokens = createPiiTokens([...texts, ...beside]);
  return { texts: texts.map((text, at) => tokens.hide(text, found[at] ?? [])), treated, restorer: tokens.restorer };
}

function summary(found: readonly PiiMatch[], treated: TreatedPersonalData['treated']): TreatedPersonalData | null {
  if (found.length === 0) return null;
  const names = found.flatMap(({ name }) => (name === null ? [] : [name]));
  return { kinds: PII_KINDS.filter((kind) => found.some((match) => match.kind === kind)), own: [...new Set(names)], treated };
}

/** What a record may hold of it: kinds, never what was found nor what the plant calls its patterns. */
export function treatedNote({ kinds, own, treated }: TreatedPersonalData): { personalData: string; treated: string } {
  return { personalData: [...kinds, ...(own.length > 0 ? ['own'] : [])].join(' '), treated };
}
