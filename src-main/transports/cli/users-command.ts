import { MillwrightError } from '#shared/contract/errors.ts';
import { type Role, ROLES } from '#shared/contract/permissions.ts';
import { secondFactor } from '#shared/contract/second-factor.ts';
import { users, type UserSummary } from '#shared/contract/users.ts';
import { choosePassword } from './choose-password.ts';
import { type CommandContext, type CommonOptions, type OwnerCalls, withOwner } from './command-context.ts';
import { print, table } from './print.ts';

/** `users list`. */
export async function listUsers(context: CommandContext, options: CommonOptions): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(users.list, {}));
  print(context, result, () => table(result.users.map(({ name, role, email, active, lastSignIn }) => [name, role, email ?? 'no address', active ? 'active' : 'disabled', lastSignIn ?? 'never signed in'])));
}

/** `users add NAME`. */
export async function addUser(context: CommandContext, name: string, options: CommonOptions & { role: Role; email?: string }): Promise<void> {
  const { password, generated } = await choosePassword(context, 'MILLWRIGHT_PASSWORD');
  const user = await withOwner(context, options, ({ value }) => value(users.add, { name, role: options.role, password, ...(options.email === undefined ? {} : { email: options.email }) }));
  print(context, { user, ...(generated ? { password } : {}) }, () => [`"${user.name}" may sign in as ${user.role}.`, ...shown(password, generated)]);
}

/** `users password NAME`: a new password for somebody who forgot theirs, and an end to a lock-out. */
export async function resetPassword(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const { password, generated } = await choosePassword(context, 'MILLWRIGHT_PASSWORD');
  const user = await withOwner(context, options, async ({ value }) => {
    const { id } = await userNamed(value, name);
    return value(users.resetPassword, { id, password });
  });
  print(context, { user, ...(generated ? { password } : {}) }, () => [`"${user.name}" has a new password.`, ...shown(password, generated)]);
}

/** `users reset-factor NAME`: for somebody who lost the device that made their codes, or forgot their PIN. */
export async function resetFactor(context: CommandContext, name: string, options: CommonOptions): Promise<void> {
  const reset = await withOwner(context, options, async ({ value }) => value(secondFactor.reset, { id: (await userNamed(value, name)).id }));
  print(context, reset, () => [reset.factor || reset.pin ? `"${name}" has no ${reset.factor ? 'second factor' : 'PIN'} any more; their sessions have ended.` : `"${name}" had neither a second factor nor a PIN; their sessions have ended.`]);
}

/** `users set-role NAME ROLE`. */
export async function setRole(context: CommandContext, name: string, wanted: string, options: CommonOptions): Promise<void> {
  const role = ROLES.find((each) => each === wanted);
  if (role === undefined) throw new MillwrightError('INVALID_INPUT', `The role must be one of: ${ROLES.join(', ')}.`);
  const user = await withOwner(context, options, async ({ value }) => value(users.setRole, { id: (await userNamed(value, name)).id, role }));
  print(context, { user }, () => [`"${user.name}" is now ${user.role}.`]);
}

/** `users set-email NAME ADDRESS`, or without an address where it is to go. */
export async function setEmail(context: CommandContext, name: string, email: string | null, options: CommonOptions): Promise<void> {
  const user = await withOwner(context, options, async ({ value }) => value(users.setEmail, { id: (await userNamed(value, name)).id, email }));
  print(context, { user }, () => [user.email === null ? `"${user.name}" has no address any more.` : `"${user.name}" is told of approvals at ${user.email}.`]);
}

/** `users disable NAME` and `users enable NAME`. */
export async function setActive(context: CommandContext, name: string, active: boolean, options: CommonOptions): Promise<void> {
  const user = await withOwner(context, options, async ({ value }) => value(users.setActive, { id: (await userNamed(value, name)).id, active }));
  print(context, { user }, () => [active ? `"${user.name}" may sign in again.` : `"${user.name}" may not sign in any more; their sessions have ended.`]);
}

/** A person by name, however it is written. Throws `USER_NOT_FOUND`. */
export async function userNamed(value: OwnerCalls['value'], name: string): Promise<UserSummary> {
  const folded = name.trim().normalize('NFKC').toLowerCase();
  const known = (await value(users.list, {})).users.find((one) => one.id === name || one.name.normalize('NFKC').toLowerCase() === folded);
  if (!known) throw new MillwrightError('USER_NOT_FOUND');
  return known;
}

function shown(password: string, generated: boolean): string[] {
  return generated ? [`Password (shown only now): ${password}`] : [];
}
