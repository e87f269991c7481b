import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

/** What kinds of personal data are recognised, the most certain first. A closed list. */
export const PII_KINDS = ['email', 'iban', 'card', 'national-id', 'ip', 'phone'] as const;
export type PiiKind = (typeof PII_KINDS)[number];

/** What happens when a prompt holds personal data: nothing, a note, tokens in its place, or no model at all. */
export const PII_MODES = ['off', 'warn', 'redact', 'block'] as const;

export const PersonalDataSettings = z.object({
  mode: z.enum(PII_MODES),
  kinds: z.array(z.enum(PII_KINDS)).max(PII_KINDS.length),
  /** Whether passages of the plant's documents are looked at, too, and not only what people type. */
  passages: z.boolean(),
});
export type PersonalDataSettings = z.infer<typeof PersonalDataSettings>;

export const personalData = defineOperations('personalData', {
  get: {
    summary: 'How personal data in prompts is treated',
    http: ['GET', '/personal-data'],
    permission: 'policy:manage',
    audit: { event: 'policy.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: PersonalDataSettings,
    errors: [],
  },
  save: {
    summary: 'Set how personal data in prompts is treated; it counts from the next question',
    http: ['PUT', '/personal-data'],
    permission: 'policy:manage',
    audit: { event: 'policy.personal_data_changed', keep: ['mode', 'kinds', 'passages'] },
    rate: 'write',
    changes: true,
    input: PersonalDataSettings,
    output: PersonalDataSettings,
    errors: [],
  },
  tryOut: {
    summary: 'What would be recognised in a text; nothing of it is kept',
    http: ['POST', '/personal-data/try'],
    permission: 'policy:manage',
    audit: { event: 'policy.read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({ text: z.string().max(20_000), kinds: z.array(z.enum(PII_KINDS)).max(PII_KINDS.length) }),
    output: z.object({ matches: z.array(z.object({ kind: z.enum(PII_KINDS), start: z.int(), end: z.int() })) }),
    errors: [],
  },
});
