import type { GivenNotices, ShownNotices } from '#shared/contract/notices.ts';

/** What is set now, to be given again with a change: secrets that are left out stay. */
export function givenOf({ address, webhook, email }: ShownNotices): GivenNotices {
  return { address, webhook: webhook && { url: webhook.url, reach: webhook.reach }, email: email && mailOf(email) };
}

function mailOf({ host, port, tls, reach, certificateAuthority, user, from, addresses, language }: NonNullable<ShownNotices['email']>): NonNullable<GivenNotices['email']> {
  return { host, port, tls, reach, certificateAuthority, user, from, addresses, language };
}
