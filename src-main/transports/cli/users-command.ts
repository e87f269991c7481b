import { MillwrightError } from '#shared/contract/errors.ts';
import type { Role } from '#shared/contract/permissions.ts';
import { users } from '#shared/contract/users.ts';
import { choosePassword } from './choose-password.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print, table } from './print.ts';

/** `users list`. */
export async function listUsers(context: CommandContext, options: CommonOptions): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(users.list, {}));
  print(context, result, () => table(result.users.map(({ name, role, active, lastSignIn }) => [name, role, active ? 'active' : 'disabled', lastSignIn ?? 'never signed in'])));
}

/** `users add NAME`. */
export async function addUser(context: CommandContext, name: string, options: CommonOptions & { role: Role }): Promise<void> {
  const { password, generated } = await choosePassword(context, 'MILLWRIGHT_PASSWORD');
  const user = await withOwner(context, options, ({ value }) => value(users.add, { name, role: options.role, password }));
  print(context, { user, ...(generated ? { password } : {}) }, () => [`"${user.name}" may sign in as ${user.role}.`, ...shown(password, generated)]);
}

/** `users password NAME`: a new password for somebody who forgot theirs, and an end to a lock-out. */
export async function resetPassword(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const { password, generated } = await choosePassword(context, 'MILLWRIGHT_PASSWORD');
  const user = await withOwner(context, options, async ({ value }) => {
    const known = (await value(users.list, {})).users.find((one) => one.name === name);
    if (!known) throw new MillwrightError('USER_NOT_FOUND');
    return value(users.resetPassword, { id: known.id, password });
  });
  print(context, { user, ...(generated ? { password } : {}) }, () => [`"${user.name}" has a new password.`, ...shown(password, generated)]);
}

function shown(password: string, generated: boolean): string[] {
  return generated ? [`Password (shown only now): ${password}`] : [];
}
