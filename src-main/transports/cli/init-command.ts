import type { Outcome } from '#core/pipeline/pipeline.ts';
import { auth, type SignedIn } from '#shared/contract/auth.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { setup } from '#shared/contract/setup.ts';
import type { CliCore } from './cli-host.ts';
import { choosePassword } from './choose-password.ts';
import type { CommandContext } from './command-context.ts';
import { print } from './print.ts';

export interface InitOptions {
  tenant: string;
  admin: string;
  sample?: boolean;
}

/** `init`: the first plant and its first admin, through the same operation as the screen's first run. */
export async function initCommand(context: CommandContext, options: InitOptions): Promise<void> {
  const { host, dataDirectory, signal } = context;
  const core = await host.openCore(dataDirectory);
  try {
    const setupToken = await redeem(core, signal);
    const { password, generated } = await choosePassword(context, 'MILLWRIGHT_ADMIN_PASSWORD');
    const input = { setupToken, plant: options.tenant, admin: options.admin, password, sample: options.sample ?? false };
    const { identity } = (await call(core, setup.bootstrap.name, input, signal)) as SignedIn;
    const result = { tenant: identity.tenant, admin: { id: identity.user.id, name: identity.user.name }, dataDirectory, ...(generated ? { password } : {}) };
    print(context, result, () => [
      `The plant "${identity.tenant.name}" is ready in ${dataDirectory}, with "${identity.user.name}" as its admin.`,
      ...(generated ? [`Password (shown only now): ${password}`] : []),
      'Next: millwright ingest FOLDER --wait, then millwright ask "…", or millwright serve for the screens.',
    ]);
  } finally {
    await core.close();
  }
}

async function redeem(core: CliCore, signal: AbortSignal): Promise<string> {
  const result = (await call(core, auth.redeemLink.name, { link: core.setupLink() }, signal)) as { next: string; setupToken?: string };
  if (result.setupToken === undefined) throw new MillwrightError('ALREADY_SET_UP');
  return result.setupToken;
}

async function call(core: CliCore, operation: string, input: unknown, signal: AbortSignal): Promise<unknown> {
  const outcome: Outcome = await core.pipeline.invoke({ operation, input, credential: { kind: 'none' }, signal, caller: 'cli' });
  if (outcome.kind !== 'value') throw new MillwrightError('INTERNAL');
  return outcome.value;
}
