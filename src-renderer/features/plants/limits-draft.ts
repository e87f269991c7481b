import { type AskRate, RATE_BOUNDS, READING_ROLES, type ReadingRole } from '#shared/contract/policy.ts';
import type { Quotas, TenantSummary } from '#shared/contract/tenants.ts';

const BYTES_OF_GIGABYTE = 1e9;

/** The limits of a plant as they stand in the fields: text, empty for none. */
export interface LimitsDraft {
  documents: string;
  gigabytes: string;
  documentsEach: string;
  gigabytesEach: string;
  tokensPerDay: string;
  generations: string;
  rates: Record<ReadingRole, Record<keyof AskRate, string>>;
}

export const LIMITS = ['documents', 'gigabytes', 'documentsEach', 'gigabytesEach', 'tokensPerDay', 'generations'] as const satisfies readonly (keyof LimitsDraft)[];

const written = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value));
const inGigabytes = (bytes: number | null): number | null => (bytes === null ? null : bytes / BYTES_OF_GIGABYTE);
const inBytes = (gigabytes: number | null): number | null => (gigabytes === null ? null : Math.round(gigabytes * BYTES_OF_GIGABYTE));
const read = (text: string): number | null => (text.trim() === '' ? null : Number(text));

export function limitsDraft({ quotas, askRates }: Pick<TenantSummary, 'quotas' | 'askRates'>): LimitsDraft {
  const rate = (role: ReadingRole) => ({ perMinute: written(askRates[role]?.perMinute), perHour: written(askRates[role]?.perHour) });
  return {
    documents: written(quotas.documents),
    gigabytes: written(inGigabytes(quotas.bytes)),
    documentsEach: written(quotas.documentsEach),
    gigabytesEach: written(inGigabytes(quotas.bytesEach)),
    tokensPerDay: written(quotas.tokensPerDay),
    generations: written(quotas.generations),
    rates: { admin: rate('admin'), user: rate('user'), viewer: rate('viewer') },
  };
}

export function quotasOf({ documents, gigabytes, documentsEach, gigabytesEach, tokensPerDay, generations }: LimitsDraft): Quotas {
  return {
    documents: read(documents),
    bytes: inBytes(read(gigabytes)),
    documentsEach: read(documentsEach),
    bytesEach: inBytes(read(gigabytesEach)),
    tokensPerDay: read(tokensPerDay),
    generations: read(generations),
  };
}

/** The ceiling of a role; null for none, undefined where what is written is neither. */
export function rateOf({ perMinute, perHour }: Record<keyof AskRate, string>): AskRate | null | undefined {
  const rate = { perMinute: read(perMinute), perHour: read(perHour) };
  if (rate.perMinute === null && rate.perHour === null) return null;
  if (rate.perMinute === null || rate.perHour === null) return undefined;
  const fits = rate.perMinute >= 1 && rate.perMinute <= RATE_BOUNDS.perMinute && rate.perHour <= RATE_BOUNDS.perHour && rate.perMinute <= rate.perHour;
  return fits ? { perMinute: rate.perMinute, perHour: rate.perHour } : undefined;
}

export function ratesFit({ rates }: LimitsDraft): boolean {
  return READING_ROLES.every((role) => rateOf(rates[role]) !== undefined);
}

/** What must be told to the core: roles whose ceiling was changed. */
export function changedRates(before: TenantSummary['askRates'], { rates }: LimitsDraft): { role: ReadingRole; rate: AskRate | null }[] {
  return READING_ROLES.flatMap((role) => {
    const rate = rateOf(rates[role]);
    const same = rate?.perMinute === before[role]?.perMinute && rate?.perHour === before[role]?.perHour;
    return rate === undefined || same ? [] : [{ role, rate }];
  });
}
