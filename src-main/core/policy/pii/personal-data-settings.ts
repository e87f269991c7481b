import { PersonalDataSettings, PII_KINDS } from '#shared/contract/personal-data.ts';
import type { TenantScope } from '#core/ports/database.ts';
import type { PatternEngine } from '#core/ports/pattern-engine.ts';
import type { PlantSettings } from '#core/settings/index.ts';
import type { PersonalDataRules } from './guard-outgoing.ts';
import { compileOwnPatterns } from './own-patterns.ts';

const KEY = 'personal-data';
/** A workstation whose model never leaves it treats prompts as its own documents, until the plant says otherwise. */
const STANDARD: PersonalDataSettings = { mode: 'off', kinds: [...PII_KINDS], patterns: [], passages: false };

export async function personalDataSettings(settings: PlantSettings, tenantId: string): Promise<PersonalDataSettings> {
  const set = await settings.get(tenantId, KEY);
  return set === undefined ? STANDARD : PersonalDataSettings.parse(set);
}

/** What the plant has set, ready to be applied. */
export async function personalDataRules({ settings, patternEngine }: { settings: PlantSettings; patternEngine: PatternEngine }, tenantId: string): Promise<PersonalDataRules> {
  const { mode, kinds, passages, patterns } = await personalDataSettings(settings, tenantId);
  return { mode, kinds, passages, own: compileOwnPatterns(patternEngine, patterns).own };
}

export const savePersonalDataSettings = (settings: PlantSettings, scope: TenantScope, value: PersonalDataSettings): Promise<void> => settings.save(scope, KEY, value);
