import { MillwrightError } from '#shared/contract/errors.ts';
import { personalData } from '#shared/contract/personal-data.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/bind-handlers.ts';
import type { PatternEngine } from '#core/ports/pattern-engine.ts';
import type { PlantSettings } from '#core/settings/index.ts';
import { findPii } from './find-pii.ts';
import { compileOwnPatterns } from './own-patterns.ts';
import { personalDataSettings, savePersonalDataSettings } from './personal-data-settings.ts';

export function personalDataHandlers({ settings: plantSettings, patternEngine }: { settings: PlantSettings; patternEngine: PatternEngine }): BoundOperation[] {
  return bindHandlers(personalData, {
    get: (_input, { principal }) => personalDataSettings(plantSettings, principal.tenantId),
    async save(settings, { principal, note }) {
      const [fault] = compileOwnPatterns(patternEngine, settings.patterns).faults;
      if (fault) throw new MillwrightError('INVALID_INPUT', `The pattern “${fault.name}” cannot be used: ${fault.fault}.`);
      note({ metadata: { patterns: settings.patterns.length } });
      await savePersonalDataSettings(plantSettings, principal, settings);
      return settings;
    },
    async tryOut({ text, kinds, patterns }) {
      const { own, faults } = compileOwnPatterns(patternEngine, patterns);
      return { matches: findPii(text, kinds, own), faults };
    },
  });
}
