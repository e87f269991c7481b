import type { Identity, SignedIn } from '#shared/contract/auth.ts';
import type { Client, Link } from '#renderer/client/client.ts';
import { createClient } from '#renderer/client/create-client.ts';
import { type Failure, toFailure } from '#renderer/client/failure.ts';
import { createStore, type Store } from '#renderer/client/store.ts';
import { dropLink, readLink } from './link-in-address.ts';
import { takeReturn } from './return-from-provider.ts';
import type { Session } from './session.ts';

export interface SessionKeeper {
  client: Client;
  session: Store<Session>;
  /** Finds out who is signed in; redeems a one-time link in the address. */
  start(): Promise<void>;
  signedIn(result: Pick<SignedIn, 'token' | 'identity'>): void;
  signOut(): Promise<void>;
  /** Hides everything and makes the session answer nothing. */
  lock(): Promise<void>;
  unlocked(): Promise<void>;
}

interface Hooks {
  /** Somebody else, or nobody, is at the screen now: forget what belongs to the person before. */
  personLeft: () => void;
}

const SIGNS_IN = new Set(['auth.signIn', 'auth.changePassword', 'auth.redeemLink', 'auth.whoami', 'sso.complete', 'offline.signIn', 'offline.unlock']);

/** Holds who is signed in. The token stays in memory: a browser's cookie or the desktop's process carries the session. */
export function createSessionKeeper(link: Link, { personLeft }: Hooks): SessionKeeper {
  const session = createStore<Session>({ state: 'starting' });
  let token: string | null = null;
  let lastPerson: string | null = null;

  const failed = (failure: Failure, operation: string): void => {
    const { state } = session.get();
    if (failure.code === 'SESSION_LOCKED' && state === 'signed-in') showLocked();
    if (failure.endsSession && !SIGNS_IN.has(operation) && (state === 'signed-in' || state === 'locked')) void showSignIn('expired');
  };
  const client = createClient(link, { token: () => token, failed });

  const enter = (identity: Identity): void => {
    if (lastPerson !== null && lastPerson !== identity.user.id) personLeft();
    lastPerson = identity.user.id;
    dropLink();
    session.set({ state: identity.signedIn.locked ? 'locked' : 'signed-in', identity });
  };

  const showLocked = (): void => session.set((now) => (now.state === 'signed-in' ? { state: 'locked', identity: now.identity } : now));

  const showSignIn = async (why: 'expired' | 'signed-out' | 'link-invalid' | null): Promise<void> => {
    token = null;
    const { ready, plant } = await client.setup.state({});
    session.set(ready ? { state: 'signed-out', plant, why } : { state: 'setup', setupToken: null });
  };

  const redeem = async (oneTime: string): Promise<void> => {
    const result = await client.auth.redeemLink({ link: oneTime });
    if (result.next === 'setup') return session.set({ state: 'setup', setupToken: result.setupToken });
    token = result.token;
    enter(result.identity);
  };

  const find = async (): Promise<void> => {
    const returned = takeReturn();
    if (returned !== null) {
      try {
        const result = await client.sso.complete(returned);
        token = result.token;
        return enter(result.identity);
      } catch (thrown) {
        const { plant } = await client.setup.state({});
        return session.set({ state: 'signed-out', plant, why: null, failure: toFailure(thrown) });
      }
    }
    const oneTime = readLink();
    if (oneTime !== null) {
      try {
        return await redeem(oneTime);
      } catch (thrown) {
        if (toFailure(thrown).code !== 'SETUP_LINK_INVALID') throw thrown;
        dropLink();
      }
    }
    try {
      enter(await client.auth.whoami({}));
    } catch (thrown) {
      if (!toFailure(thrown).endsSession) throw thrown;
      await showSignIn(oneTime === null ? null : 'link-invalid');
    }
  };

  // One at a time: a link opened while the page still asks who is signed in must not be overtaken by that answer.
  let started = Promise.resolve();
  const start = (): Promise<void> => {
    started = started.then(async () => {
      session.set({ state: 'starting' });
      await find().catch((thrown) => session.set({ state: 'unreachable', failure: toFailure(thrown) }));
    });
    return started;
  };

  return {
    client,
    session,
    start,
    signedIn: (result) => {
      token = result.token;
      enter(result.identity);
    },
    signOut: async () => {
      const now = session.get();
      const atProvider = 'identity' in now && now.identity.signedIn.method === 'sso' ? await client.sso.signOut(ownOrigin()).catch(() => null) : null;
      if (atProvider === null) await client.auth.signOut({}).catch(() => undefined);
      lastPerson = null;
      personLeft();
      if (atProvider?.address) location.assign(atProvider.address);
      else await showSignIn('signed-out').catch(start);
    },
    lock: async () => {
      showLocked();
      await client.offline.lock({}).catch(() => undefined);
    },
    unlocked: async () => {
      enter(await client.auth.whoami({}));
    },
  };
}

/** Where the provider may send the browser back to; a desktop window has no such address. */
const ownOrigin = (): { origin?: string } => (location.protocol.startsWith('http') ? { origin: location.origin } : {});
