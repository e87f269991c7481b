import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

/** What kinds of personal data are recognised, the most certain first. A closed list. */
export const PII_KINDS = ['email', 'iban', 'card', 'national-id', 'ip', 'phone', 'employee-id'] as const;
export type PiiKind = (typeof PII_KINDS)[number];

/** What happens when a prompt holds personal data: nothing, a note to whoever asked, tokens in its place, or no model at all. */
export const PII_MODES = ['off', 'warn', 'redact', 'block'] as const;

const Kinds = z.array(z.enum(PII_KINDS)).max(PII_KINDS.length);

/** A regular expression of the plant's own, in RE2's syntax; it finds pieces of at most 128 characters within a line. */
export const OwnPattern = z.object({
  name: z.string().trim().min(1, 'Give the pattern a name.').max(48),
  pattern: z.string().min(1, 'Type a pattern.').max(200),
});
export type OwnPattern = z.infer<typeof OwnPattern>;
const OwnPatterns = z
  .array(OwnPattern)
  .max(20)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'Two patterns have the same name.')
  .default([]);

/** What of a person's prompt was taken for personal data, by kind and by the names of the plant's own patterns, and what was done. */
export const TreatedPersonalData = z.object({ kinds: Kinds, own: z.array(z.string()), treated: z.enum(['warn', 'redact', 'block']) });
export type TreatedPersonalData = z.infer<typeof TreatedPersonalData>;

export const PersonalDataSettings = z.object({
  mode: z.enum(PII_MODES),
  kinds: Kinds,
  patterns: OwnPatterns,
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
    input: z.object({ text: z.string().max(20_000), kinds: Kinds, patterns: OwnPatterns }),
    output: z.object({
      /** In order, without overlaps; `name` is that of the plant's own pattern. */
      matches: z.array(z.object({ kind: z.enum([...PII_KINDS, 'own']), name: z.string().nullable(), start: z.int(), end: z.int() })),
      /** Patterns that are not understood, and why. */
      faults: z.array(z.object({ name: z.string(), fault: z.string() })),
    }),
    errors: [],
  },
});
