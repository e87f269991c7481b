import { MillwrightError } from '#shared/contract/errors.ts';
import { sessions } from '#shared/contract/sessions.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { plural, print, table } from './print.ts';
import { userNamed } from './users-command.ts';

/** `sessions list`. */
export async function listSessions(context: CommandContext, options: CommonOptions): Promise<void> {
  const result = await withOwner(context, options, ({ value }) => value(sessions.list, {}));
  print(context, result, () => table(result.sessions.map(({ id, user, lastSeen, agent }) => [id, user.name, lastSeen, agent ?? '']), 'Nobody is signed in.'));
}

/** `sessions revoke ID` and `sessions revoke --user NAME`. */
export async function revokeSessions(context: CommandContext, id: string | undefined, options: CommonOptions & { user?: string }): Promise<void> {
  const { user } = options;
  if ((id === undefined) === (user === undefined)) throw new MillwrightError('INVALID_INPUT', 'Name one session, or a person with --user.');
  const result = await withOwner(context, options, async ({ value }) =>
    user === undefined ? value(sessions.revoke, { id: id ?? '' }) : value(sessions.revokeAll, { userId: (await userNamed(value, user)).id }),
  );
  print(context, result, () => [`${plural(result.revoked, 'session')} ended.`]);
}
