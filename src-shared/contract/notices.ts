import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { Reach } from './reach.ts';

/** What is told about a call that people have to agree to, the last two to who wanted it as well: approved and `not-run`, or cut off with an `unknown` end; `test` is asked for by an admin. */
export const NOTICE_KINDS = ['waiting', 'escalated', 'approved', 'rejected', 'expired', 'withdrawn', 'not-run', 'unknown', 'test'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export const NOTICE_CHANNELS = ['webhook', 'email'] as const;
export type NoticeChannel = (typeof NOTICE_CHANNELS)[number];

/** `waiting` for its next attempt; `delivered`; `dead`: given up; `over`: something newer about the same call was to be told before this got there. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'dead', 'over'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** The languages that mails are written in. */
export const NOTICE_LANGUAGES = ['en', 'vi'] as const;

/** `starttls` and `implicit` encrypt or send nothing; `none` is for servers in the plant alone. */
export const MAIL_TLS = ['starttls', 'implicit', 'none'] as const;

const BARE = /^https?:\/\/[^/?#@\\]+(?:[/?][^#]*)?$/i;

export const WebhookSettings = z.object({
  url: z.url({ protocol: /^https?$/, error: 'Give the address as https://name/path.' }).max(2_000).regex(BARE, 'Give the address without a name, a password or a fragment.'),
  /** Where it lies; checked against the numeric address as the connection is made. */
  reach: Reach.default('plant'),
});

export const MailSettings = z.object({
  host: z.string().trim().regex(/^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i, 'Give the name or the IPv4 address of the mail server alone.'),
  port: z.int().min(1).max(65_535).default(587),
  tls: z.enum(MAIL_TLS).default('starttls'),
  reach: Reach.default('plant'),
  /** PEM, of a certificate authority of the plant's own; those of the system unless given. */
  certificateAuthority: z.string().max(20_000).nullable().default(null),
  /** Who signs in at the server; null where it takes mail from this machine as it is. */
  user: z.string().trim().min(1).max(255).nullable().default(null),
  from: z.email().max(254),
  /** Written to where none of those who may decide has an address of their own. */
  addresses: z.array(z.email().max(254)).max(20).default([]),
  language: z.enum(NOTICE_LANGUAGES).default('en'),
});
export type MailSettings = z.infer<typeof MailSettings>;

/** How approvers are told outside of Millwright; null is off. Secrets stand apart. */
export const NoticeSettings = z.object({
  /** Where people open this Millwright, for the link in a notice; without one a notice has only the id of the call. */
  address: z.url({ protocol: /^https?$/, error: 'Give the address as https://name.' }).max(500).regex(BARE, 'Give the address alone.').nullable().default(null),
  webhook: WebhookSettings.nullable().default(null),
  email: MailSettings.nullable().default(null),
});
export type NoticeSettings = z.infer<typeof NoticeSettings>;

const mailStaysInside = ({ tls, reach }: { tls: string; reach: string }): boolean => tls !== 'none' || reach === 'plant';

/** As an admin gives it. A secret that is left out keeps the one there is, for the same server and user only. */
export const GivenNotices = NoticeSettings.extend({
  webhook: WebhookSettings.extend({ secret: z.string().min(16, 'Take a secret of at least 16 characters.').max(512).optional() }).nullable().default(null),
  email: MailSettings.extend({ password: z.string().min(1).max(1_024).optional() }).refine(mailStaysInside, 'Mail without encryption may go to a server in the plant only.').nullable().default(null),
});
export type GivenNotices = z.infer<typeof GivenNotices>;

/** As it is shown: a secret is there or not, and never given out. `reachable`: the owner of this machine lets it be contacted. */
export const ShownNotices = NoticeSettings.extend({
  /** 0 while nothing was set. */
  version: z.int(),
  savedAt: z.iso.datetime().nullable(),
  webhook: WebhookSettings.extend({ hasSecret: z.boolean(), reachable: z.boolean() }).nullable(),
  email: MailSettings.extend({ hasPassword: z.boolean(), reachable: z.boolean() }).nullable(),
});
export type ShownNotices = z.infer<typeof ShownNotices>;

/** One notice to one receiver, and how far it is. */
export const Delivery = z.object({
  id: z.uuid(),
  kind: z.enum(NOTICE_KINDS),
  channel: z.enum(NOTICE_CHANNELS),
  /** The call it is about; null for a test. */
  approvalId: z.uuid().nullable(),
  tool: z.string().nullable(),
  /** Whom a mail is for: a person's name, or an address. */
  to: z.string().nullable(),
  state: z.enum(DELIVERY_STATES),
  attempts: z.int(),
  createdAt: z.iso.datetime(),
  /** When it is tried next; null where it is not. */
  nextAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  /** The machine that was contacted last. */
  host: z.string().nullable(),
  /** Why the last attempt did not get there. */
  sentence: z.string().nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

/** Telling approvers outside of Millwright, by webhook and by mail. */
export const notices = defineOperations('notices', {
  settings: {
    summary: 'How approvers are told outside of Millwright that a call waits for them',
    http: ['GET', '/admin/notices'],
    permission: 'tools:manage',
    audit: { event: 'notice.settings_read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: ShownNotices,
    errors: [],
  },
  save: {
    summary: 'Set how approvers are told; only servers that the owner of this machine allows with --outbound. Counts from the next notice',
    http: ['PUT', '/admin/notices'],
    permission: 'tools:manage',
    audit: { event: 'notice.settings_changed', keep: [] },
    rate: 'write',
    changes: true,
    input: GivenNotices,
    output: ShownNotices,
    errors: ['EGRESS_REFUSED', 'NOTICES_REFUSED'],
  },
  test: {
    summary: 'Send a test notice now, once, and say how it went; a mail needs the address it is for',
    http: ['POST', '/admin/notices/test'],
    permission: 'tools:manage',
    audit: { event: 'notice.tested', keep: ['channel'] },
    rate: 'write',
    changes: true,
    input: z.object({ channel: z.enum(NOTICE_CHANNELS), to: z.email().max(254).optional() }),
    output: Delivery,
    errors: ['NOTICES_REFUSED'],
  },
  deliveries: {
    summary: 'Notices of the last 30 days and how far each is, latest first',
    http: ['GET', '/admin/notices/deliveries'],
    permission: 'tools:manage',
    audit: { event: 'notice.deliveries_read', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
    output: z.object({ deliveries: z.array(Delivery) }),
    errors: [],
  },
  retry: {
    summary: 'Try a notice again that was given up, or is waiting for its next attempt',
    http: ['POST', '/admin/notices/deliveries/{id}/retry'],
    permission: 'tools:manage',
    audit: { event: 'notice.retried', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: z.object({ trying: z.literal(true) }),
    errors: ['DELIVERY_NOT_FOUND'],
  },
});
