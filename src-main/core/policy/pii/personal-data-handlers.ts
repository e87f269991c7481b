import { personalData } from '#shared/contract/personal-data.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/bind-handlers.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import { findPii } from './find-pii.ts';
import { personalDataSettings, savePersonalDataSettings } from './personal-data-settings.ts';

export function personalDataHandlers({ database, clock }: { database: Database; clock: Clock }): BoundOperation[] {
  return bindHandlers(personalData, {
    get: (_input, { principal }) => personalDataSettings(database, principal),
    async save(settings, { principal }) {
      await database.withTenant(principal, (tx) => savePersonalDataSettings(tx, principal.tenantId, settings, clock.now()));
      return settings;
    },
    tryOut: async ({ text, kinds }) => ({ matches: findPii(text, kinds) }),
  });
}
