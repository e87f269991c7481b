/** Levels of nesting that arguments and results may have. */
export const MOST_DEEP = 32;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

export function tooDeep(value: unknown, depth = 0): boolean {
  return isObject(value) && (depth >= MOST_DEEP || Object.values(value).some((each) => tooDeep(each, depth + 1)));
}

/** Every text in a JSON value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}

/** The same value with every text replaced. */
export function inTexts(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((each) => inTexts(each, replace));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inTexts(each, replace)])) : value;
}

/** JSON with sorted keys: the same for the same value. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (isObject(part) && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part)) ?? 'null';
}
