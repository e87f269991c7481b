import type { z } from 'zod';
import { allIssues } from './validation-message.ts';

/**
 * What a JSON text holds, alone or under a key as what was exported has it; or what is wrong with it, in sentences.
 *
 * @param key such as `definition`
 */
export function readJson<T>(text: string, schema: z.ZodType<T>, key: string): { value: T } | { why: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { why: 'It is not JSON.' };
  }
  const read = schema.safeParse(under(parsed, key));
  return read.success ? { value: read.data } : { why: allIssues(read.error) };
}

const under = (value: unknown, key: string): unknown => (typeof value === 'object' && value !== null && key in value ? Object.entries(value).find(([name]) => name === key)?.[1] : value);
