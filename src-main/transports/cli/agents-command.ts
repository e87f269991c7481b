import { WrittenAgent, agents } from '#shared/contract/agents.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print, table } from './print.ts';
import { readDefinition } from './read-definition.ts';

/** `agents list`. */
export async function listAgents(context: CommandContext, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(agents.list, {}));
  const shown = found.agents.map(({ definition: { name, title, tools, format, roles, enabled }, origin, version }) => ({ name, title, origin, version, enabled, tools, format, roles }));
  print(context, { agents: shown }, () => table(shown.map(({ name, title, origin, version, enabled }) => [name, enabled ? 'on' : 'off', origin === 'shipped' ? 'as it comes' : `version ${version}`, title]), 'There is no agent.'));
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
  const definition = await readDefinition(path, WrittenAgent, 'an agent');
  const agent = await withOwner(context, options, ({ value }) => value(agents.apply, definition));
  print(context, agent, () => [`"${agent.definition.name}" is version ${agent.version} from the next question on.`]);
}

/** `agents remove NAME`. */
export async function removeAgent(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const removed = await withOwner(context, options, ({ value }) => value(agents.remove, { name }));
  print(context, removed, () => [`"${name}" answers nobody any more. Its versions are kept; applying it again goes on from them.`]);
}
