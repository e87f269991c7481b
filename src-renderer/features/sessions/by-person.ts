import type { SessionSummary } from '#shared/contract/sessions.ts';

export interface SessionsOfPerson {
  user: SessionSummary['user'];
  sessions: SessionSummary[];
}

/** Sessions grouped by person: whoever looks first, then by name. */
export function byPerson(sessions: readonly SessionSummary[]): SessionsOfPerson[] {
  const groups = Map.groupBy(sessions, ({ user }) => user.id);
  const people = [...groups.values()].flatMap((own) => (own[0] ? [{ user: own[0].user, sessions: own }] : []));
  const own = ({ sessions: all }: SessionsOfPerson): number => (all.some(({ current }) => current) ? 0 : 1);
  return people.toSorted((a, b) => own(a) - own(b) || a.user.name.localeCompare(b.user.name));
}
