import { MillwrightError } from '#shared/contract/errors.ts';
import { type Tool, WrittenTool, tools } from '#shared/contract/tools.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print, saidByOther, table } from './print.ts';
import { readDefinition } from './read-definition.ts';

export const TOOL_SECRET_VARIABLE = 'MILLWRIGHT_TOOL_SECRET';
const FAILED = 1;

/** `tools list`. */
export async function listTools(context: CommandContext, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(tools.list, {}));
  print(context, found, () => [
    ...table(found.tools.map(row)),
    ...(found.secrets.length > 0 ? [`Secrets kept for them: ${found.secrets.join(', ')}.`] : []),
  ]);
}

/** `tools show NAME`. */
export async function showTool(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const tool = await withOwner(context, options, ({ value }) => value(tools.show, { name }));
  print(context, tool, () => [JSON.stringify(tool.definition, null, 2)]);
}

/** `tools apply FILE`. */
export async function applyTool(context: CommandContext, path: string, options: CommonOptions): Promise<void> {
  const definition = await readDefinition(path, WrittenTool, 'a tool');
  const tool = await withOwner(context, options, ({ value }) => value(tools.apply, definition));
  print(context, tool, () => [`"${tool.definition.name}" is version ${tool.version} from the next call on.`, ...(tool.problem === null ? [] : [tool.problem])]);
}

/** `tools test NAME --args JSON`: status 1 where there is no result. */
export async function testTool(context: CommandContext, name: string, options: CommonOptions & { args: string }): Promise<number> {
  const given = argumentsIn(options.args);
  const outcome = await withOwner(context, options, ({ value }) => value(tools.test, { name, arguments: given }));
  print(context, outcome, () => (outcome.status === 'ok' ? [JSON.stringify(outcome.output, null, 2)] : [outcome.sentence, ...(outcome.status === 'failed' ? saidByOther(outcome.said) : [])]));
  return outcome.status === 'ok' ? 0 : FAILED;
}

/** `tools remove NAME`. */
export async function removeTool(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const removed = await withOwner(context, options, ({ value }) => value(tools.remove, { name }));
  print(context, removed, () => [`"${name}" is removed. Its versions are kept; applying it again goes on from them.`]);
}

/** `tools keep-secret NAME`. It comes from the environment or is asked for: a command line can be read by others. */
export async function keepSecret(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const ask = context.json ? null : context.host.terminal.askSecret;
  const secret = context.host.env[TOOL_SECRET_VARIABLE] ?? (await ask?.(`Secret "${name}": `, context.signal)) ?? '';
  if (secret === '') throw new MillwrightError('INVALID_INPUT', `The secret is missing. Give it in ${TOOL_SECRET_VARIABLE}.`);
  const kept = await withOwner(context, options, ({ value }) => value(tools.keepSecret, { name, secret }));
  print(context, kept, () => [`"${name}" is kept, sealed.`]);
}

/** `tools drop-secret NAME`. */
export async function dropSecret(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const dropped = await withOwner(context, options, ({ value }) => value(tools.dropSecret, { name }));
  print(context, dropped, () => [`"${name}" is forgotten.`]);
}

function argumentsIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new MillwrightError('INVALID_INPUT', '--args is not a JSON object such as {"expression": "2 + 3 bar"}.');
}

function row({ definition: { name, kind, writes, minimumRole, enabled }, origin, version, problem }: Tool): string[] {
  return [name, kind, enabled ? (problem ?? 'on') : 'off', writes ? 'writes' : 'reads', `${minimumRole} and up`, origin === 'shipped' ? 'as it comes' : `version ${version}`];
}
