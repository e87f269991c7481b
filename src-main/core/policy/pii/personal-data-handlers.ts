import { MillwrightError } from '#shared/contract/errors.ts';
import { personalData } from '#shared/contract/personal-data.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/bind-handlers.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { PatternEngine } from '#core/ports/pattern-engine.ts';
import { findPii } from './find-pii.ts';
import { compileOwnPatterns } from './own-patterns.ts';
import { personalDataSettings, savePersonalDataSettings } from './personal-data-settings.ts';

export function personalDataHandlers({ database, clock, patternEngine }: { database: Database; clock: Clock; patternEngine: PatternEngine }): BoundOperation[] {
  return bindHandlers(personalData, {
    get: (_input, { principal }) => personalDataSettings(database, principal),
    async save(settings, { principal, note }) {
      const [fault] = compileOwnPatterns(patternEngine, settings.patterns).faults;
      if (fault) throw new MillwrightError('INVALID_INPUT', `The pattern “${fault.name}” cannot be used: ${fault.fault}.`);
      note({ metadata: { patterns: settings.patterns.length } });
      await database.withTenant(principal, (tx) => savePersonalDataSettings(tx, principal.tenantId, settings, clock.now()));
      return settings;
    },
    async tryOut({ text, kinds, patterns }) {
      const { own, faults } = compileOwnPatterns(patternEngine, patterns);
      return { matches: findPii(text, kinds, own), faults };
    },
  });
}
