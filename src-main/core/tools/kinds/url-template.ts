import { ToolFault } from '#core/tools/tool-kind.ts';

const PLACEHOLDER = /\{([A-Za-z_][\w-]{0,63})\}/g;

/** Names between braces. */
export const placeholdersIn = (template: string): string[] => [...template.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');

/** A value as it stands in a text; null for one that was not given. */
function written(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map((each) => written(each) ?? '').join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * An address with its arguments in place, each encoded whole. A field of the query whose argument was not given is left out.
 *
 * @throws ToolFault where the path needs an argument that was not given, or one would lead out of its place in the path
 */
export function fillUrl(template: string, given: Readonly<Record<string, unknown>>): string {
  const [beforeQuery = '', ...rest] = template.split('?');
  const path = beforeQuery.replaceAll(PLACEHOLDER, (_, name: string) => {
    const value = written(given[name]);
    if (value === null || value === '') throw new ToolFault(`The argument "${name}" is missing.`);
    return encodeURIComponent(value);
  });
  if (path.split('/').some((segment) => segment === '.' || segment === '..')) throw new ToolFault('An argument cannot be "." or "..".');
  const query = rest.join('?').split('&').flatMap((field) => filledField(field, given)).join('&');
  return query === '' ? path : `${path}?${query}`;
}

function filledField(field: string, given: Readonly<Record<string, unknown>>): string[] {
  const names = placeholdersIn(field);
  if (names.length > 0 && names.every((name) => written(given[name]) === null)) return [];
  return field === '' ? [] : [field.replaceAll(PLACEHOLDER, (_, name: string) => encodeURIComponent(written(given[name]) ?? ''))];
}

/** A JSON value with its arguments in place: a text that is nothing but a placeholder becomes the argument itself, and a field without one is left out. */
export function fillJson(template: unknown, given: Readonly<Record<string, unknown>>): unknown {
  if (typeof template === 'string') {
    const whole = /^\{([A-Za-z_][\w-]{0,63})\}$/.exec(template)?.[1];
    return whole === undefined ? template.replaceAll(PLACEHOLDER, (_, name: string) => written(given[name]) ?? '') : given[whole];
  }
  if (Array.isArray(template)) return template.map((each) => fillJson(each, given) ?? null);
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).flatMap(([key, each]) => {
    const value = fillJson(each, given);
    return value === undefined ? [] : [[key, value]];
  }));
}
