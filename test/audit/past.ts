import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import type { Clock } from '#core/ports/clock.ts';
import { openTestCore, type TestCore } from '#test/support/test-core.ts';

const DAY_MS = 86_400_000;

/** A plant whose records can be written so many days ago: the database has no other clock than the machine's. */
export interface PlantWithPast {
  plant: TestCore;
  /** Restarts the plant at that distance from now, for its own clock and for the database's. */
  goTo(daysAgo: number): Promise<void>;
  /** Does to the database what only the owner of its files can do, while Millwright is stopped. */
  asOwnerOfTheFiles<T>(work: (database: PGlite) => Promise<T>): Promise<T>;
}

export async function openPlantWithPast(): Promise<PlantWithPast> {
  let daysAgo = 0;
  const system = createSystemClock();
  const clock: Clock = { ...system, now: () => new Date(system.now().getTime() - daysAgo * DAY_MS) };
  const plant = await openTestCore(undefined, { clock });

  async function asOwnerOfTheFiles<T>(work: (database: PGlite) => Promise<T>): Promise<T> {
    await plant.core.close();
    const database = await PGlite.create(join(plant.dataDirectory, 'pg'));
    try {
      return await work(database);
    } finally {
      await database.close();
      await plant.restart();
    }
  }

  return {
    plant,
    asOwnerOfTheFiles,
    async goTo(wanted) {
      await asOwnerOfTheFiles(async (database) => {
        const { rows } = await database.query<{ definition: string }>(`SELECT pg_get_functiondef('audit_append'::regproc) AS definition`);
        const moved = (rows[0]?.definition ?? '').replace(/date_trunc\('milliseconds', .*\);/, `date_trunc('milliseconds', clock_timestamp() - interval '${wanted} days');`);
        await database.exec(moved);
        daysAgo = wanted;
      });
    },
  };
}
