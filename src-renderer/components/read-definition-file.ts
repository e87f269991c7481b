import type { z } from 'zod';

/** A definition in a JSON file, alone or inside of what `show` gives, or what is wrong with it. */
export async function readDefinitionFile<T>(file: File, schema: z.ZodType<T>): Promise<{ definition: T } | { why: string }> {
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch {
    return { why: 'JSON' };
  }
  const inside = typeof value === 'object' && value !== null && 'definition' in value ? value.definition : value;
  const read = schema.safeParse(inside);
  return read.success ? { definition: read.data } : { why: read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join(' ') };
}
