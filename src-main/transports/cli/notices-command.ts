import { type Delivery, GivenNotices, type NoticeChannel, notices, type ShownNotices } from '#shared/contract/notices.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print, table } from './print.ts';
import { readDefinition } from './read-definition.ts';

/** A command line can be read by others: secrets come from the environment. */
export const NOTICE_SECRET_VARIABLE = 'MILLWRIGHT_NOTICE_SECRET';
export const MAIL_PASSWORD_VARIABLE = 'MILLWRIGHT_MAIL_PASSWORD';
const FAILED = 1;

/** `notices show`: with `--json`, as a file for `notices apply`. */
export async function showNotices(context: CommandContext, options: CommonOptions): Promise<void> {
  const settings = await withOwner(context, options, ({ value }) => value(notices.settings, {}));
  print(context, settings, () => settingsLines(settings));
}

/** `notices apply FILE`: sets all of it; a secret that the environment does not give stays as it is. */
export async function applyNotices(context: CommandContext, path: string, options: CommonOptions): Promise<void> {
  const given = await readDefinition(path, GivenNotices, 'a setting of notices');
  const { [NOTICE_SECRET_VARIABLE]: secret, [MAIL_PASSWORD_VARIABLE]: password } = context.host.env;
  const webhook = given.webhook && { ...given.webhook, ...(secret === undefined ? {} : { secret }) };
  const email = given.email && { ...given.email, ...(password === undefined ? {} : { password }) };
  const saved = await withOwner(context, options, ({ value }) => value(notices.save, { ...given, webhook, email }));
  print(context, saved, () => settingsLines(saved));
}

/** `notices test CHANNEL`: status 1 where it did not get there. */
export async function testNotice(context: CommandContext, channel: NoticeChannel, { to, ...options }: CommonOptions & { to?: string }): Promise<number> {
  const delivery = await withOwner(context, options, ({ value }) => value(notices.test, { channel, ...(to === undefined ? {} : { to }) }));
  print(context, delivery, () => [delivery.sentence ?? 'It got there.']);
  return delivery.state === 'delivered' ? 0 : FAILED;
}

/** `notices list`: those of the last 30 days. */
export async function listDeliveries(context: CommandContext, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(notices.deliveries, {}));
  print(context, found, () => table(found.deliveries.map(row), 'Nobody was told of anything.'));
}

/** `notices retry ID`. */
export async function retryNotice(context: CommandContext, id: string, options: CommonOptions): Promise<void> {
  const retried = await withOwner(context, options, ({ value }) => value(notices.retry, { id }));
  print(context, retried, () => ['It is sent once the appliance or the desktop of this plant runs.']);
}

function settingsLines({ address, webhook, email }: ShownNotices): string[] {
  const reached = ({ reachable }: { reachable: boolean }): string => (reachable ? '' : ', which this machine may not contact (--outbound or MILLWRIGHT_OUTBOUND)');
  return [
    webhook === null ? 'No webhook is told.' : `The webhook ${webhook.url} is told${reached(webhook)}.`,
    email === null ? 'No mail is sent.' : `Mails go from ${email.from} over ${email.host}:${email.port}${reached(email)}; encryption: ${email.tls}.`,
    address === null ? 'Notices have no link.' : `Links lead to ${address}.`,
  ];
}

const row = ({ id, createdAt, kind, channel, tool, to, state, attempts, sentence }: Delivery): string[] => [id, createdAt, kind, tool ?? '-', to ?? channel, state, `${attempts} attempts`, sentence ?? ''];
