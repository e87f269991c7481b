import { z } from 'zod';

/** Somebody who typed their name at this workstation and was let in. */
export interface RecentPerson {
  /** As they named their plant; empty where there is only one. */
  plant: string;
  name: string;
  by: 'password' | 'pin';
}

const KEY = 'millwright.recent-people';
const MOST = 6;
/** Who was not here for so long is not of this workstation. */
const KEPT_MS = 14 * 86_400_000;

const Kept = z.array(z.object({ plant: z.string(), name: z.string(), by: z.enum(['password', 'pin']), at: z.number() }));

function read(): z.infer<typeof Kept> {
  try {
    return Kept.parse(JSON.parse(localStorage.getItem(KEY) ?? '[]')).filter(({ at }) => Date.now() - at < KEPT_MS);
  } catch {
    return [];
  }
}

/** The names, latest first; kept in this browser only, and no more than names. */
export const recentPeople = (): RecentPerson[] => read().map(({ at: _at, ...person }) => person);

export function keepPerson(person: RecentPerson): void {
  const others = read().filter(({ plant, name, by }) => plant !== person.plant || name.toLowerCase() !== person.name.toLowerCase() || by !== person.by);
  try {
    localStorage.setItem(KEY, JSON.stringify([{ ...person, at: Date.now() }, ...others].slice(0, MOST)));
  } catch {
    // A browser that keeps nothing has no names to offer.
  }
}

export function forgetPeople(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
