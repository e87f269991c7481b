import type { Changes, Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { approvalsWhere, decisionsOn } from './approval-rows.ts';
import { isAsked } from './who-decides.ts';

export interface WatchDeps {
  database: Database;
  clock: Clock;
  /** Told of a plant when something became of one of its calls. */
  changes: Pick<Changes, 'watch'>;
}

/** How many calls wait for somebody to decide: now, and again when something changed of those they see, until the signal aborts. */
export async function* watchWaiting({ database, clock, changes }: WatchDeps, principal: Principal, signal: AbortSignal): AsyncGenerator<number, void> {
  const { tenantId, userId } = principal;
  const changed = changes.watch(tenantId, signal);

  /** Calls that are not over, as far as the person sees them. */
  const look = () =>
    database.withTenant(principal, async (tx) => {
      const rows = (await approvalsWhere(tx, sql`a.state IN ('waiting', 'approved', 'running')`)).filter((row) => row.user_id === userId || isAsked(row, principal));
      const decisions = await decisionsOn(tx, rows.map(({ id }) => id));
      return rows.map(({ id, state, expires_at: until, ...row }) => {
        const made = decisions.get(id) ?? [];
        return { id, state, until, made: made.length, decides: state === 'waiting' && until > clock.now() && isAsked(row, principal) && !made.some(({ by }) => by.id === userId) };
      });
    });

  let known = '';
  try {
    while (!signal.aborted) {
      const calls = await look();
      const now = JSON.stringify(calls);
      if (now !== known) yield calls.filter(({ decides }) => decides).length;
      known = now;
      await changed.next();
    }
  } finally {
    changed.end();
  }
}
