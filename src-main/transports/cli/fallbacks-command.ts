import { MillwrightError } from '#shared/contract/errors.ts';
import { modelFallbacks } from '#shared/contract/model-fallbacks.ts';
import { CHAT_ROLES, type ChatRole, models } from '#shared/contract/models.ts';
import { remoteModels } from '#shared/contract/remote-models.ts';
import { type CommandContext, type CommonOptions, type OwnerCalls, withOwner } from './command-context.ts';
import { modelNamed } from './models-command.ts';
import { print } from './print.ts';
import { remoteNamed } from './remote-models-command.ts';

const HEADS = { fast: 'Where the fast model does not answer', heavy: 'Where the heavy model does not answer' } as const;

/** `models fallbacks`: shows who is asked after the model of a role, or puts models behind it. */
export async function showFallbacks(context: CommandContext, role: string | undefined, named: readonly string[], options: CommonOptions): Promise<void> {
  const { orders, names } = await withOwner(context, options, async (calls) => {
    const chosen = CHAT_ROLES.find((each) => each === role);
    if (role !== undefined && !chosen) throw new MillwrightError('INVALID_INPUT', `"${role.slice(0, 40)}" writes no answers. Roles that do are: ${CHAT_ROLES.join(', ')}.`);
    const wanted = chosen && named.length > 0 ? { role: chosen, ids: await idsOf(context, calls, named) } : null;
    const found = wanted ? await calls.value(modelFallbacks.setFallbacks, wanted) : await calls.value(modelFallbacks.fallbacks, {});
    const all = [...(await calls.value(models.list, {})).models, ...(await calls.value(remoteModels.list, {})).models];
    return { orders: found, names: new Map(all.map(({ id, name }) => [id, name])) };
  });
  const line = (each: ChatRole): string => {
    const order = orders[each]?.map((id) => names.get(id) ?? id);
    return `${HEADS[each]}: ${order === undefined ? 'the model of the other role' : order.join(', then ') || 'nobody'}.`;
  };
  print(context, { fallbacks: orders }, () => CHAT_ROLES.filter((each) => role === undefined || each === role).map(line));
}

async function idsOf(context: CommandContext, calls: OwnerCalls, named: readonly string[]): Promise<string[] | null> {
  const [only] = named;
  if (named.length === 1 && only === 'usual') return null;
  if (named.length === 1 && only === 'none') return [];
  const ids: string[] = [];
  for (const each of named) ids.push(((await remoteNamed(calls, each)) ?? (await modelNamed(context, calls, each))).id);
  return ids;
}
