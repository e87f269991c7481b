import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

/** A mail server on loopback that takes mail from one account. */
export interface MailServer {
  port: number;
  origin: string;
  mails: { to: string[]; raw: string }[];
  /** Users and passwords that were shown, in order, and whether the connection was encrypted. */
  shown: { password: string; secure: boolean }[];
  /** What it answers a mail for an address with, instead of taking it. */
  refuses: Map<string, number>;
  /** Takes mails and does not say so any more. */
  silent: boolean;
  close(): Promise<void>;
}

const file = (name: string): string => readFileSync(join(import.meta.dirname, 'tds', name), 'utf8');
/** Of `localhost`, which nobody has signed but itself. */
export const MAIL_CERTIFICATE = file('localhost-certificate.pem');

export async function startMailServer({ user, password, tls = 'starttls' }: { user: string; password: string; tls?: 'starttls' | 'implicit' | 'none' }): Promise<MailServer> {
  const server = new SMTPServer({
    key: file('localhost-key.pem'), cert: MAIL_CERTIFICATE, secure: tls === 'implicit', logger: false, allowInsecureAuth: true,
    disabledCommands: tls === 'none' ? ['STARTTLS'] : [],
    onAuth(auth, session, done) {
      box.shown.push({ password: auth.password ?? '', secure: session.secure });
      // Some servers write back what they were given.
      if (auth.username !== user || auth.password !== password) done(new Error(`No entry with ${auth.password}`));
      else done(null, { user });
    },
    onRcptTo({ address }, _session, done) {
      const status = box.refuses.get(address);
      done(status === undefined ? null : Object.assign(new Error('Not now'), { responseCode: status }));
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        box.mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(pieces).toString('utf8') });
        if (!box.silent) done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.server.address() as AddressInfo;
  const box: MailServer = { port, origin: `smtp://localhost:${port}`, mails: [], shown: [], refuses: new Map(), silent: false, close: () => new Promise((resolve) => server.close(() => resolve())) };
  return box;
}
