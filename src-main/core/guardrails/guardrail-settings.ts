import { GuardrailSettings } from '#shared/contract/guardrails.ts';
import type { TenantScope } from '#core/ports/database.ts';
import type { PatternEngine } from '#core/ports/pattern-engine.ts';
import type { PlantSettings } from '#core/settings/index.ts';
import { type Blocklist, compileBlocklist, NO_BLOCKLIST } from './blocklist.ts';

const KEY = 'guardrails';
const STANDARD: GuardrailSettings = { support: 'mark', leastShare: 80, blocklist: [] };

/** What a plant has set, with its blocklist ready to search. */
export type GuardrailRules = Pick<GuardrailSettings, 'support' | 'leastShare'> & { blocklist: Blocklist };

/** Nothing is checked. */
export const NO_GUARDRAILS: GuardrailRules = { support: 'off', leastShare: 100, blocklist: NO_BLOCKLIST };

export async function guardrailSettings(settings: PlantSettings, tenantId: string): Promise<GuardrailSettings> {
  const set = await settings.get(tenantId, KEY);
  return set === undefined ? STANDARD : GuardrailSettings.parse(set);
}

/** What the plant has set, ready to be applied. */
export async function guardrailRules({ settings, patternEngine }: { settings: PlantSettings; patternEngine: PatternEngine }, tenantId: string): Promise<GuardrailRules> {
  return compiled(patternEngine, await guardrailSettings(settings, tenantId));
}

export function compiled(patternEngine: PatternEngine, { support, leastShare, blocklist }: GuardrailSettings): GuardrailRules {
  return { support, leastShare, blocklist: compileBlocklist(patternEngine, blocklist).blocklist };
}

export const saveGuardrailSettings = (settings: PlantSettings, scope: TenantScope, value: GuardrailSettings): Promise<void> => settings.save(scope, KEY, value);
