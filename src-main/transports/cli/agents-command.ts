import { AgentDefinition, agents } from '#shared/contract/agents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print, table } from './print.ts';
import { readLocalFile } from './read-local-file.ts';

/** A definition is a page of text; what is longer is another file. */
const LARGEST_BYTES = 1024 ** 2;

/** `agents list`. */
export async function listAgents(context: CommandContext, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(agents.list, {}));
  const shown = found.agents.map(({ definition: { name, title, tools, format, roles, enabled }, origin, version }) => ({ name, title, origin, version, enabled, tools, format, roles }));
  print(context, { agents: shown }, () => table(shown.map(({ name, title, origin, version, enabled }) => [name, enabled ? 'on' : 'off', origin === 'shipped' ? 'as it comes' : `version ${version}`, title])));
}

/** `agents templates`: what comes with Millwright, to begin from. */
export async function listTemplates(context: CommandContext, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(agents.templates, {}));
  print(context, found, () => table(found.templates.map(({ definition: { name, title, tools }, default: given }) => [name, given ? 'every plant has it' : 'to be applied', title, tools.join(', ')])));
}

/** `agents show NAME`: the definition, as `agents apply` reads it. */
export async function showAgent(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const agent = await withOwner(context, options, async ({ value }) => {
    const known = (await value(agents.list, {})).agents.some(({ definition }) => definition.name === name);
    const template = known ? undefined : (await value(agents.templates, {})).templates.find(({ definition }) => definition.name === name);
    return template ? { definition: template.definition, origin: 'template', version: 0, versions: [] } : value(agents.show, { name });
  });
  print(context, agent, () => [JSON.stringify(agent.definition, null, 2)]);
}

/** `agents apply FILE`: adds the agent in a file, or replaces the one of that name. */
export async function applyAgent(context: CommandContext, path: string, options: CommonOptions): Promise<void> {
  const definition = await readDefinition(path);
  const agent = await withOwner(context, options, ({ value }) => value(agents.apply, definition));
  print(context, agent, () => [`"${agent.definition.name}" is version ${agent.version} from the next question on.`]);
}

/** `agents remove NAME`. */
export async function removeAgent(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const removed = await withOwner(context, options, ({ value }) => value(agents.remove, { name }));
  print(context, removed, () => [`"${name}" answers nobody any more. Its versions are kept; applying it again goes on from them.`]);
}

/** @throws MillwrightError `INVALID_INPUT` with every field that is wrong, and `FILE_UNREADABLE` */
async function readDefinition(path: string): Promise<AgentDefinition> {
  await using file = await readLocalFile(path);
  if (file.sizeBytes > LARGEST_BYTES) throw new MillwrightError('INVALID_INPUT', `${path} is too large to be an agent.`);
  const pieces = [];
  for await (const piece of file) pieces.push(piece);
  const read = AgentDefinition.safeParse(definitionIn(parse(Buffer.concat(pieces).toString('utf8'), path)));
  if (!read.success) throw new MillwrightError('INVALID_INPUT', `${path} is no agent. ${read.error.issues.map(({ path: at, message }) => `${at.join('.') || 'It'}: ${message}`).join(' ')}`);
  return read.data;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MillwrightError('INVALID_INPUT', `${path} is not JSON.`);
  }
}

/** A file that `agents show --json` made has the definition inside. */
function definitionIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'definition' in value ? value.definition : value;
}
