import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { type RemoteKind, type RemoteModel, remoteModels } from '#shared/contract/remote-models.ts';
import { type CommandContext, type CommonOptions, type OwnerCalls, withOwner } from './command-context.ts';
import { print, table } from './print.ts';

export interface AddRemoteOptions extends CommonOptions {
  url: string;
  model: string;
  label: Label;
  kind: RemoteKind;
  apiVersion?: string;
  priceIn?: number;
  priceOut?: number;
}

const KEY_VARIABLE = 'MILLWRIGHT_MODEL_KEY';

/** `models add-remote NAME`. The key comes from the environment or is asked for: a command line can be read by others. */
export async function addRemoteModel(context: CommandContext, name: string, options: AddRemoteOptions): Promise<void> {
  const { url, model, label, kind, apiVersion, priceIn = 0, priceOut = 0 } = options;
  const ask = context.json ? null : context.host.terminal.askSecret;
  const apiKey = context.host.env[KEY_VARIABLE] ?? (await ask?.('Key of the remote model (empty for none): ', context.signal)) ?? '';
  const { added, trial } = await withOwner(context, options, async ({ value }) => {
    const made = await value(remoteModels.add, { name, kind, baseUrl: url, model, apiVersion, apiKey: apiKey === '' ? null : apiKey, mostSensitive: label, price: { in: priceIn, out: priceOut } });
    return { added: made, trial: await value(remoteModels.try, { id: made.id }) };
  });
  print(context, { model: added, trial }, () => [
    `"${added.name}" is added. Documents up to the label ${added.mostSensitive} may be sent to it.`,
    trial.ok ? 'It answers.' : `It does not answer: ${trial.problem ?? ''}`,
    `Use it with "millwright models assign fast ${JSON.stringify(added.name)}".`,
  ]);
}

/** `models remotes`. */
export async function listRemoteModels(context: CommandContext, options: CommonOptions): Promise<void> {
  const { models } = await withOwner(context, options, ({ value }) => value(remoteModels.list, {}));
  print(context, { models }, () => (models.length === 0 ? ['No model on another machine is added.'] : table(models.map(row))));
}

/** `models remove-remote NAME`. */
export async function removeRemoteModel(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const model = await withOwner(context, options, async (calls) => {
    const found = await remoteNamed(calls, name);
    if (!found) throw new MillwrightError('MODEL_NOT_FOUND', `There is no remote model "${name.slice(0, 80)}". "millwright models remotes" shows those there are.`);
    await calls.value(remoteModels.remove, { id: found.id });
    return found;
  });
  print(context, { removed: true, id: model.id }, () => [`"${model.name}" is removed, with its key.`]);
}

export async function remoteNamed({ value }: OwnerCalls, named: string): Promise<RemoteModel | undefined> {
  const { models } = await value(remoteModels.list, {});
  return models.find(({ id, name }) => id === named || name === named);
}

function row({ name, baseUrl, model, mostSensitive, reachable, roles }: RemoteModel): string[] {
  return [name, model, baseUrl, `up to ${mostSensitive}`, reachable ? (roles.length > 0 ? `used as ${roles.join(', ')}` : 'not in use') : 'not allowed by --outbound or MILLWRIGHT_OUTBOUND'];
}
