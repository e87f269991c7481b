import { MailSettings, type GivenNotices, type ShownNotices } from '#shared/contract/notices.ts';

/** The fields as they are typed. */
export interface MailFields {
  host: string;
  port: string;
  tls: MailSettings['tls'];
  reach: MailSettings['reach'];
  certificateAuthority: string;
  user: string;
  password: string;
  from: string;
  addresses: string;
  language: MailSettings['language'];
}

export function fieldsOf(saved: ShownNotices['email']): MailFields {
  const { host = '', port = 587, tls = 'starttls', reach = 'plant', certificateAuthority = null, user = null, from = '', addresses = [], language = 'en' } = saved ?? {};
  return { host, port: String(port), tls, reach, certificateAuthority: certificateAuthority ?? '', user: user ?? '', password: '', from, addresses: addresses.join('\n'), language };
}

/** Null while something is missing or cannot be meant. */
export function mailOf({ port, certificateAuthority, user, password, addresses, ...fields }: MailFields): GivenNotices['email'] {
  const lines = addresses.split(/[\s,;]+/).filter((address) => address !== '');
  const parsed = MailSettings.safeParse({ ...fields, host: fields.host.trim(), from: fields.from.trim(), port: Number(port), certificateAuthority: orNull(certificateAuthority), user: orNull(user), addresses: lines });
  return parsed.success ? { ...parsed.data, ...(password === '' ? {} : { password }) } : null;
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
