import { expect, test } from 'vitest';
import { z } from 'zod';
import { allIssues, firstIssue } from './validation-message.ts';

const schema = z.object({
  query: z.string().trim().min(1, 'Type what to look for.').max(10),
  top: z.int().min(1).max(50).optional(),
  limit: z.coerce.number().int().optional(),
  label: z.enum(['public', 'internal']).optional(),
  id: z.uuid().optional(),
  tags: z.array(z.string().min(1)).max(2).optional(),
  from: z.iso.datetime().optional(),
  limits: z.strictObject({ steps: z.int().optional() }).optional(),
  content: z.custom<Blob>((value) => value instanceof Blob).optional(),
});

test.each([
  [{}, 'query: This is missing.'],
  [{ query: 7 }, 'query: This must be text.'],
  [{ query: ' ' }, 'query: Type what to look for.'],
  [{ query: 'x'.repeat(11) }, 'query: This is too long: at most 10 characters.'],
  [{ query: 'x', top: 51 }, 'top: This is too large: at most 50.'],
  [{ query: 'x', top: 0 }, 'top: This is too small: at least 1.'],
  [{ query: 'x', top: 1.5 }, 'top: This must be a whole number.'],
  [{ query: 'x', limit: 'abc' }, 'limit: This must be a number.'],
  [{ query: 'x', label: 'secret' }, 'label: This must be one of: public, internal.'],
  [{ query: 'x', id: 'nope' }, 'id: This is not an id.'],
  [{ query: 'x', tags: ['a', 'b', 'c'] }, 'tags: This is too long: at most 2 entries.'],
  [{ query: 'x', tags: [''] }, 'tags.0: This is empty.'],
  [{ query: 'x', from: 'yesterday' }, 'from: This is not a time like 2026-01-31T12:00:00Z.'],
  [{ query: 'x', content: 'text' }, 'content: This is not understood.'],
  [{ query: 'x', limits: { step: 1 } }, 'limits: There is no "step" here.'],
  [[], 'This must be an object.'],
])('what is wrong with %j is said in words: %s', (input, sentence) => {
  const parsed = schema.safeParse(input);
  expect(parsed.error && firstIssue(parsed.error)).toBe(sentence);
});

test('of several fields that are wrong each is said, with a sentence of its own', () => {
  const parsed = schema.safeParse({ query: 7, top: 51 });
  expect(parsed.error && allIssues(parsed.error)).toBe('query: This must be text. top: This is too large: at most 50.');
});
