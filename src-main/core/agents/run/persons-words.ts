/**
 * Whether all that a call sends was written by the person: each text and number stands in their own messages as a whole word, or is
 * one of the choices that the tool's schema lists. What was read in documents or results cannot be in such a call, so it can carry
 * nothing away, whoever put the model up to it.
 */
export function inPersonsWords(filled: Readonly<Record<string, unknown>>, schema: Readonly<Record<string, unknown>>, messages: readonly string[]): boolean {
  const written = messages.map(folded);
  const properties = (schema['properties'] ?? {}) as Record<string, { enum?: readonly unknown[]; const?: unknown }>;
  return Object.entries(filled).every(([name, value]) => {
    const field = properties[name];
    return field?.enum?.includes(value) === true || (field !== undefined && 'const' in field && field.const === value) || wrote(value, written);
  });
}

function wrote(value: unknown, written: readonly string[]): boolean {
  if (typeof value === 'boolean' || value === null) return true;
  if (Array.isArray(value)) return value.every((each) => wrote(each, written));
  if (typeof value === 'object') return Object.values(value ?? {}).every((each) => wrote(each, written));
  const text = folded(String(value));
  return text !== '' && written.some((message) => standsIn(text, message));
}

/** As a whole word or several: "1" does not stand in "S-4711". */
function standsIn(text: string, message: string): boolean {
  for (let at = message.indexOf(text); at >= 0; at = message.indexOf(text, at + 1)) {
    if (!WORD.test(message[at - 1] ?? ' ') && !WORD.test(message[at + text.length] ?? ' ')) return true;
  }
  return false;
}

const WORD = /[\p{L}\p{N}_-]/u;
const folded = (text: string): string => text.normalize('NFKC').toLowerCase().trim();
