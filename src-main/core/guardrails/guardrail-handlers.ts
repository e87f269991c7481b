import { MillwrightError } from '#shared/contract/errors.ts';
import { guardrails } from '#shared/contract/guardrails.ts';
import { bindHandlers } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Database } from '#core/ports/database.ts';
import type { PatternEngine } from '#core/ports/pattern-engine.ts';
import type { RuleTryer } from '#core/ports/rule-tryer.ts';
import type { PlantSettings } from '#core/settings/index.ts';
import { compileBlocklist, faultsTogether } from './blocklist.ts';
import { guardrailSettings, saveGuardrailSettings } from './guardrail-settings.ts';
import { countsSince, violationsSince } from './violation-rows.ts';

const DAY_MS = 86_400_000;

export function guardrailHandlers({ database, settings: plantSettings, clock, patternEngine, ruleTryer }: { database: Database; settings: PlantSettings; clock: Clock; patternEngine: PatternEngine; ruleTryer: RuleTryer }) {
  return bindHandlers(guardrails, {
    get: (_input, { principal }) => guardrailSettings(plantSettings, principal.tenantId),
    async save(settings, { principal, note }) {
      const [fault = faultsTogether(patternEngine, settings.blocklist)[0]] = compileBlocklist(patternEngine, settings.blocklist).faults;
      if (fault) throw new MillwrightError('INVALID_INPUT', `Rule ${fault.rule + 1} of the blocklist cannot be used: ${fault.fault}.`);
      note({ metadata: { blocklist: settings.blocklist.length } });
      await saveGuardrailSettings(plantSettings, principal, settings);
      return settings;
    },
    tryOut: (tried, { signal }) => ruleTryer.tryOut(tried, signal),
    violations: ({ kind, days, limit }, { principal }) =>
      database.withTenant(principal, async (tx) => {
        const since = new Date(clock.now().getTime() - days * DAY_MS);
        return { violations: await violationsSince(tx, since, kind ?? null, limit), counts: await countsSince(tx, since) };
      }),
  });
}
