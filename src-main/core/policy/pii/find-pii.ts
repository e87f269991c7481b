import { PII_KINDS, type PiiKind } from '#shared/contract/personal-data.ts';
import { findCard } from './find-card.ts';
import { findEmail } from './find-email.ts';
import { findEmployeeId } from './find-employee-id.ts';
import { findIban } from './find-iban.ts';
import { findIp } from './find-ip.ts';
import { findNationalId } from './find-national-id.ts';
import { findPhone } from './find-phone.ts';
import { NO_OWN_PATTERNS, type OwnPatterns, type Spent } from './own-patterns.ts';
import type { PiiMatch, PiiRecogniser } from './pii-match.ts';

const RECOGNISERS: Readonly<Record<PiiKind, PiiRecogniser>> = {
  email: findEmail, iban: findIban, card: findCard, 'national-id': findNationalId, ip: findIp, phone: findPhone, 'employee-id': findEmployeeId,
};

/**
 * Personal data of these kinds, in order and without overlaps: of two that overlap, the one of the more certain kind is kept. What an own
 * pattern finds is never cut off by what overlaps it: the two become one piece, named by the own pattern where that covers it all.
 */
export function findPii(text: string, kinds: readonly PiiKind[], own: OwnPatterns = NO_OWN_PATTERNS, spent: Spent = { steps: 0 }): PiiMatch[] {
  let kept: PiiMatch[] = [];
  for (const kind of PII_KINDS.filter((each) => kinds.includes(each))) {
    for (const match of RECOGNISERS[kind](text)) if (!kept.some((other) => overlap(match, other))) kept.push(match);
  }
  for (const match of own.find(text, spent)) {
    const met = kept.filter((other) => overlap(match, other));
    const named = met.find((other) => other.start < match.start || match.end < other.end) ?? match;
    const joined = { ...named, start: Math.min(match.start, ...met.map(({ start }) => start)), end: Math.max(match.end, ...met.map(({ end }) => end)) };
    kept = [...kept.filter((other) => !met.includes(other)), joined];
  }
  return kept.sort((a, b) => a.start - b.start);
}

const overlap = (one: PiiMatch, other: PiiMatch): boolean => one.start < other.end && other.start < one.end;
