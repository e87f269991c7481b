import { PII_KINDS, type PiiKind } from '#shared/contract/personal-data.ts';
import { findCard } from './find-card.ts';
import { findEmail } from './find-email.ts';
import { findIban } from './find-iban.ts';
import { findIp } from './find-ip.ts';
import { findNationalId } from './find-national-id.ts';
import { findPhone } from './find-phone.ts';
import type { PiiMatch, PiiRecogniser } from './pii-match.ts';

export const RECOGNISERS: Readonly<Record<PiiKind, PiiRecogniser>> = {
  email: findEmail, iban: findIban, card: findCard, 'national-id': findNationalId, ip: findIp, phone: findPhone,
};

/** Personal data of these kinds, in order and without overlaps: of two that overlap, the one of the more certain kind is kept. */
export function findPii(text: string, kinds: readonly PiiKind[]): PiiMatch[] {
  const kept: PiiMatch[] = [];
  for (const kind of PII_KINDS.filter((each) => kinds.includes(each))) {
    for (const match of RECOGNISERS[kind](text)) if (!kept.some((other) => match.start < other.end && other.start < match.end)) kept.push(match);
  }
  return kept.sort((a, b) => a.start - b.start);
}
