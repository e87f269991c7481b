import type { CurrentState, ToolDefinition } from '#shared/contract/tools.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { JsonSchemas } from '#core/ports/json-schema.ts';
import { pick, readPath } from './kinds/json-path.ts';
import { closed } from './schema-checks.ts';
import type { KeptTool } from './tool-store.ts';

type Schema = Readonly<Record<string, unknown>>;
type Arguments = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = ({ properties }: Schema): Schema => (isObject(properties) ? properties : {});

/** What the tool that reads is asked with for one call of the tool that writes. */
export function argumentsFor(current: CurrentState, given: Arguments): Record<string, unknown> {
  return Object.fromEntries(Object.entries(current.arguments).flatMap(([name, source]): [string, unknown][] => {
    if ('value' in source) return [[name, source.value]];
    return Object.hasOwn(given, source.from) ? [[name, given[source.from]]] : [];
  }));
}

/**
 * How each argument of a call that can be compared stands in what the tool gave; one that nothing stands for is left out.
 * Null where something was given, and none of them is in it.
 */
export function valuesIn(output: unknown, current: CurrentState, given: Arguments): { names: readonly string[]; values: Record<string, unknown> } | null {
  const paths = new Map(Object.entries(current.fields));
  const askedWith = new Set(Object.values(current.arguments).flatMap((source) => ('from' in source ? [source.from] : [])));
  const names = Object.keys(given).filter((name) => (paths.size > 0 ? paths.has(name) : !askedWith.has(name)));
  const values = names.flatMap((name): [string, unknown][] => {
    const path = paths.get(name);
    const value = pick(output, path === undefined ? [{ name }] : (readPath(path) ?? []));
    return value === undefined ? [] : [[name, value]];
  });
  const nothing = output === null || output === undefined || (typeof output === 'object' && Object.keys(output).length === 0);
  return values.length === 0 && names.length > 0 && !nothing ? null : { names, values: Object.fromEntries(values) };
}

/** Throws `TOOL_REFUSED` where a tool could never show how what it changes stands. One that reads names no other, so there is no circle. */
export function requireCurrent({ input }: Pick<ToolDefinition, 'input'>, current: CurrentState, reading: KeptTool | undefined, schemas: JsonSchemas): void {
  const refuse = (why: string): never => {
    throw new MillwrightError('TOOL_REFUSED', `current: ${why}`);
  };
  if (reading === undefined) return refuse(`there is no tool called "${current.tool}" here.`);
  const { definition } = reading;
  if (definition.writes) refuse(`"${current.tool}" changes something. Name a tool that only reads.`);
  if (definition.approval === 'always') refuse(`every call of "${current.tool}" waits for a person, so it can show nothing to those who decide.`);
  const [own, theirs] = [fieldsOf(input), fieldsOf(definition.input)];
  for (const [name, source] of Object.entries(current.arguments)) {
    const schema = theirs[name];
    if (schema === undefined && closed(definition.input)['additionalProperties'] === false) refuse(`"${current.tool}" takes no "${name}".`);
    if ('value' in source) {
      const problem = isObject(schema) ? schemas.compile(schema)(source.value) : null;
      if (problem !== null) refuse(`"${name}" of "${current.tool}" does not fit: ${problem}`);
    } else if (own[source.from] === undefined) refuse(`this tool has no argument "${source.from}".`);
    else if (!alike(own[source.from], schema)) refuse(`"${source.from}" is of another kind than "${name}" of "${current.tool}".`);
  }
  const missing = (Array.isArray(definition.input['required']) ? definition.input['required'] : []).find((name) => !Object.hasOwn(current.arguments, String(name)));
  if (missing !== undefined) refuse(`"${current.tool}" needs "${String(missing)}".`);
  for (const [name, path] of Object.entries(current.fields)) {
    if (own[name] === undefined) refuse(`this tool has no argument "${name}".`);
    if (readPath(path) === null) refuse(`"${path}" is no JSON path that is understood here, such as $.items[0].count.`);
  }
}

/** What both schemas say plainly of the type is not different; whatever else they say is checked at each call. */
function alike(one: unknown, other: unknown): boolean {
  const [a, b] = [one, other].map((schema) => (isObject(schema) && typeof schema['type'] === 'string' ? schema['type'] : null));
  return a === null || b === null || a === b || (a === 'integer' && b === 'number');
}
