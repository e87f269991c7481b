import type { Reach } from './egress.ts';

/**
 * How an attempt to tell somebody ended: it is there; it is `refused` in a way that trying again would not change; or it `failed`, perhaps for now.
 * The sentence is for an admin: it holds no secret and nothing that the other side wrote.
 */
export type SendEnd = { end: 'delivered' } | { end: 'refused'; sentence: string } | { end: 'failed'; sentence: string; retryAfterMs?: number };

/** What a server is told. */
export interface WebhookNotice {
  /** The same at every attempt. */
  id: string;
  url: string;
  reach: Reach;
  /** What the body is signed with. */
  secret: string;
  /** JSON. */
  body: string;
}

/** Posts to an address that an admin of a plant wrote, where the owner of the machine allows it. Throws only the signal's reason. */
export interface WebhookSender {
  send(notice: WebhookNotice, signal: AbortSignal): Promise<SendEnd>;
}

/** The mail server of a plant, and how to sign in to it. */
export interface MailServer {
  host: string;
  port: number;
  /** `starttls` and `implicit` encrypt or send nothing. */
  tls: 'starttls' | 'implicit' | 'none';
  reach: Reach;
  /** PEM; null for those of the system. */
  certificateAuthority: string | null;
  /** Null where the server asks for none. */
  account: { user: string; password: string } | null;
}

/** One mail for one person. */
export interface Mail {
  /** The same at every attempt. */
  id: string;
  from: string;
  to: string;
  subject: string;
  /** Plain. */
  text: string;
}

/** Hands one mail for one person to a mail server, where the owner of the machine allows it. Throws only the signal's reason. */
export interface MailSender {
  send(mail: Mail, server: MailServer, signal: AbortSignal): Promise<SendEnd>;
}

/** How the owner of the machine names a mail server, as `smtp://mail.example.com:587`. */
export const mailOrigin = ({ host, port }: Pick<MailServer, 'host' | 'port'>): string => `smtp://${host}:${port}`;

/** How the owner of the machine names the receiver of a webhook: scheme, name and port of its address. */
export const webhookOrigin = (url: string): string => /^https?:\/\/[^/?#]+/i.exec(url)?.[0].toLowerCase() ?? '';
