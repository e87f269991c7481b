import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { type Egress, EgressFault } from '#core/ports/egress.ts';
import { mailOrigin, type MailSender, type MailServer, type SendEnd } from '#core/ports/outgoing-notices.ts';

/** For connecting, encrypting, signing in and handing over together. */
const LONGEST_MS = 30_000;
const SILENT_MS = 10_000;
const HERE = /^(?:localhost|127\.0\.0\.1)$/i;

export interface MailSenderDeps {
  egress: Pick<Egress, 'allows'>;
  /** A socket that connects only to addresses of one network, checked as the connection is made. */
  socketFor(reach: 'plant' | 'internet' | 'here'): Socket;
}

/** Hands mails to a server over SMTP (RFC 5321), encrypted where that is asked for or not at all (RFC 3207, RFC 8314). */
export function createMailSender({ egress, socketFor }: MailSenderDeps): MailSender {
  return {
    async send({ id, from, to, subject, text }, server, signal) {
      if (!egress.allows(mailOrigin(server))) return { end: 'refused', sentence: `This machine may not contact the mail server. Its owner allows it with --outbound ${mailOrigin(server)}.` };
      const within = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
      const socket = socketFor(HERE.test(server.host) ? 'here' : server.reach);
      // What breaks once the mail is handed over, or given up, is nobody's concern.
      socket.on('error', () => undefined);
      try {
        await connected(socket, server, within);
        await createTransport(sessionOver(socket, server)).sendMail({
          from: { name: 'Millwright', address: from }, to: { name: '', address: to }, subject, text, messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
          // RFC 3834: nobody's absence notice is wanted.
          headers: { 'Auto-Submitted': 'auto-generated', 'Millwright-Event': id }, disableFileAccess: true, disableUrlAccess: true, signal: within,
        });
        return { end: 'delivered' };
      } catch (error) {
        signal.throwIfAborted();
        return endOf(error, within.aborted);
      } finally {
        socket.destroy();
      }
    },
  };
}

async function connected(socket: Socket, { host, port }: MailServer, signal: AbortSignal): Promise<void> {
  const connecting = once(socket, 'connect', { signal });
  socket.connect(port, host);
  await connecting;
}

function sessionOver(connection: Socket, { host, port, tls, certificateAuthority, account }: MailServer) {
  return {
    connection, host, port, secure: tls === 'implicit', requireTLS: tls === 'starttls', ignoreTLS: tls === 'none', greetingTimeout: SILENT_MS, socketTimeout: SILENT_MS,
    tls: { servername: host, ...(certificateAuthority === null ? {} : { ca: certificateAuthority }) },
    // Without being let in nothing is sent, also where the server does not ask.
    ...(account === null ? {} : { auth: { user: account.user, pass: account.password }, forceAuth: true }),
  };
}

/** In our own words: what a server writes back could hold anything, the password included. */
function endOf(error: unknown, late: boolean): SendEnd {
  if (error instanceof EgressFault) return { end: 'refused', sentence: 'The name of the mail server stands for an address outside of the network that is set for it.' };
  if (late) return { end: 'failed', sentence: 'The mail server did not answer in time.' };
  const { code, message, responseCode, permanent } = error as { code?: string; message?: string; responseCode?: number; permanent?: boolean };
  if (code === 'EAUTH') return { end: permanent === false ? 'failed' : 'refused', sentence: 'The mail server did not accept the user and password.' };
  if (code === 'ETLS' || /certificate|altnames|\bssl\b/i.test(message ?? '')) return { end: 'failed', sentence: 'No encrypted connection could be made with the mail server: it offers none, or its certificate is not trusted.' };
  if (responseCode) return { end: permanent === true ? 'refused' : 'failed', sentence: `The mail server answered with status ${responseCode}.` };
  return { end: 'failed', sentence: 'The mail server does not answer, or broke off.' };
}
