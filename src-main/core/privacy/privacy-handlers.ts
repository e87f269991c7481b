import { MillwrightError } from '#shared/contract/errors.ts';
import { EXPORT_PIECE_BYTES, type Hold, privacy } from '#shared/contract/privacy.ts';
import { bindHandlers } from '#core/pipeline/index.ts';
import { sql } from '#core/ports/sql.ts';
import { beginErasure } from './erase-rows.ts';
import type { Erasing } from './erasing.ts';
import { exportPerson, type ExportServices } from './exporting.ts';
import { holdingsOf } from './holdings.ts';
import { holdOn, holdsWhere } from './holds.ts';
import { requirePerson } from './person.ts';

export function privacyHandlers(services: ExportServices & { erasing: Erasing }) {
  const { database, clock, crypto, exports, erasing } = services;

  return bindHandlers(privacy, {
    async holdings({ id }, { principal }) {
      return database.withTenant(principal, async (tx) => {
        const { erased, name } = await requirePerson(tx, id);
        return { person: { id, name }, holdings: await holdingsOf(tx, id), hold: await holdOn(tx, id), erased };
      });
    },

    export: ({ id }, call) => exportPerson(services, id, call),

    async download({ id, from }, { principal }) {
      const whole = await exports.open(principal, id);
      return from === undefined ? named(whole) : whole.slice(from, from + EXPORT_PIECE_BYTES, whole.type);
    },

    async *erase({ id, confirm }, { principal, note }) {
      const { tenantId, userId: by } = principal;
      const removed = await database.withTenant(principal, (tx) =>
        beginErasure(tx, {
          id, by, tenantId, now: clock.now(),
          confirmed: ({ name }) => {
            if (confirm !== name.trim()) throw new MillwrightError('NOT_CONFIRMED');
          },
        }),
      );
      note({ metadata: { ...removed } });
      yield* erasing.follow(tenantId, id);
    },

    async hold({ id, reason }, { principal }) {
      return database.withTenant(principal, async (tx) => {
        const { erased } = await requirePerson(tx, id);
        if (erased) throw new MillwrightError('ERASE_REFUSED', 'This person has been erased: there is nothing to hold.');
        if (await holdOn(tx, id)) throw new MillwrightError('PERSON_HELD', 'A legal hold is on this person already.');
        await tx.run(sql`INSERT INTO legal_holds (id, tenant_id, user_id, reason, placed_by, placed_at)
          VALUES (${crypto.uuid()}, ${principal.tenantId}, ${id}, ${reason}, ${principal.userId}, ${clock.now()})`);
        return sure(await holdOn(tx, id));
      });
    },

    async release({ id, reason }, { principal }) {
      return database.withTenant(principal, async (tx) => {
        const hold = await holdOn(tx, id);
        if (!hold) throw new MillwrightError('HOLD_NOT_FOUND');
        await tx.run(sql`UPDATE legal_holds SET released_at = ${clock.now()}, released_by = ${principal.userId}, release_reason = ${reason} WHERE tenant_id = ${tx.tenantId} AND id = ${hold.id}`);
        const [released] = await holdsWhere(tx, sql`h.id = ${hold.id}`);
        return sure(released ?? null);
      });
    },

    holds: async (_input, { principal }) => ({ holds: await database.withTenant(principal, (tx) => holdsWhere(tx, sql`true`)) }),
  });
}

function sure(hold: Hold | null): Hold {
  if (hold === null) throw new MillwrightError('INTERNAL');
  return hold;
}

/** What a browser saves it as. */
function named(archive: Blob): Blob {
  return Object.defineProperty(archive, 'name', { value: 'millwright-person.zip' });
}
