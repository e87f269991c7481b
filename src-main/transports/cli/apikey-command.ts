import { apikeys } from '#shared/contract/apikeys.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type Permission, PERMISSIONS } from '#shared/contract/permissions.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print, table } from './print.ts';
import { userNamed } from './users-command.ts';

const DAY_MS = 86_400_000;

interface CreateOptions extends CommonOptions {
  user: string;
  scopes: string[];
  name: string;
  expires?: string;
}

/** `apikey create`. */
export async function createKey(context: CommandContext, options: CreateOptions): Promise<void> {
  const [scopes, expiresAt] = [scopesOf(options.scopes), expiryOf(options.expires)];
  const made = await withOwner(context, options, async ({ value }) => {
    const { id } = await userNamed(value, options.user);
    return value(apikeys.create, { userId: id, name: options.name, scopes, expiresAt });
  });
  print(context, made, () => [`Key (shown only now): ${made.key}`, `It acts as "${made.about.user.name}", as far as their role allows: ${made.about.scopes.join(', ')}.`]);
}

/** `apikey list`. */
export async function listKeys(context: CommandContext, options: CommonOptions): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(apikeys.list, {}));
  print(context, result, () => table(result.keys.map(({ prefix, name, user, state, lastUsed, scopes }) => [prefix, name, user.name, state, lastUsed ?? 'never used', scopes.join(',')]), 'There is no key.'));
}

/** `apikey revoke KEY`: by the beginning that the list shows, by id, or by the key itself. */
export async function revokeKey(context: CommandContext, named: string, options: CommonOptions): Promise<void> {
  const about = await withOwner(context, options, async ({ value }) => {
    const known = (await value(apikeys.list, {})).keys.find(({ id, prefix }) => id === named || prefix === named || prefix === `mwk_${named}` || named.startsWith(`${prefix}_`));
    if (!known) throw new MillwrightError('KEY_NOT_FOUND');
    return value(apikeys.revoke, { id: known.id });
  });
  print(context, about, () => [`The key ${about.prefix} is revoked.`]);
}

function scopesOf(given: readonly string[]): Permission[] {
  return given.flatMap((each) => each.split(',')).filter((each) => each !== '').map((each) => {
    const scope = PERMISSIONS.find((permission) => permission === each.trim());
    if (scope === undefined) throw new MillwrightError('INVALID_INPUT', `"${each}" is no scope. Scopes are: ${PERMISSIONS.join(', ')}.`);
    return scope;
  });
}

function expiryOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const days = /^(\d{1,5})d?$/.exec(text)?.[1];
  const time = days === undefined ? Date.parse(text) : Date.now() + Number(days) * DAY_MS;
  if (Number.isNaN(time)) throw new MillwrightError('INVALID_INPUT', 'Give --expires as a date (2027-01-31) or in days from now (90d).');
  return new Date(time).toISOString();
}
