import type { RateClass } from '#shared/contract/define-operations.ts';
import type { Role } from '#shared/contract/permissions.ts';
import type { AskRate } from '#shared/contract/policy.ts';

export interface Limit {
  perMinute: number;
  perHour: number;
}

type Limited = Exclude<RateClass, 'none'>;
type Caller = Role | 'anonymous';

/** Calls per caller and class. `ask` has the reference architecture's tiers; the rest only stops a runaway client. An auditor is refused by role, and told so. */
const RATE_LIMITS: Readonly<Record<Limited, Readonly<Record<Caller, Limit>>>> = {
  ask: {
    viewer: { perMinute: 10, perHour: 50 },
    user: { perMinute: 30, perHour: 200 },
    admin: { perMinute: 60, perHour: 500 },
    auditor: { perMinute: 10, perHour: 50 },
    anonymous: { perMinute: 0, perHour: 0 },
  },
  search: {
    viewer: { perMinute: 60, perHour: 1_000 },
    user: { perMinute: 240, perHour: 6_000 },
    admin: { perMinute: 600, perHour: 20_000 },
    auditor: { perMinute: 60, perHour: 1_000 },
    anonymous: { perMinute: 0, perHour: 0 },
  },
  read: same({ perMinute: 1_200, perHour: 30_000 }, { perMinute: 240, perHour: 6_000 }),
  write: same({ perMinute: 240, perHour: 6_000 }, { perMinute: 0, perHour: 0 }),
  upload: same({ perMinute: 3_000, perHour: 60_000 }, { perMinute: 0, perHour: 0 }),
  'sign-in': same({ perMinute: 20, perHour: 120 }, { perMinute: 20, perHour: 120 }),
};

function same(signedIn: Limit, anonymous: Limit): Record<Caller, Limit> {
  return { admin: signedIn, user: signedIn, viewer: signedIn, auditor: signedIn, anonymous };
}

type RatesByRole = Partial<Record<Role, AskRate>>;

/** How often somebody may ask where that is not the standard: what the plant set, within the ceiling of the installation's operator. */
export function askRateOf(role: Role, { own, ceilings }: { own: RatesByRole | null; ceilings: RatesByRole | null }): AskRate | null {
  const ceiling = ceilings?.[role];
  const set = own?.[role] ?? null;
  if (!ceiling) return set;
  const wanted = set ?? RATE_LIMITS.ask[role];
  return { perMinute: Math.min(wanted.perMinute, ceiling.perMinute), perHour: Math.min(wanted.perHour, ceiling.perHour) };
}

/** `own` is what a plant lets the caller ask in place of the standard. */
export function limitFor(rateClass: Limited, role: Role | null, own: Limit | null = null): Limit {
  return rateClass === 'ask' && own !== null ? own : RATE_LIMITS[rateClass][role ?? 'anonymous'];
}
