import type { Identity } from '#shared/contract/auth.ts';
import type { Failure } from '#renderer/client/failure.ts';

/** Where the person stands between opening the page and working. */
export type Session =
  | { state: 'starting' }
  | { state: 'unreachable'; failure: Failure }
  | { state: 'setup'; setupToken: string | null }
  | { state: 'signed-out'; plant: string | null; why: 'expired' | 'signed-out' | 'link-invalid' | null; failure?: Failure }
  /** Somebody is signed in, and the screen shows nothing of it until they show who they are. */
  | { state: 'locked'; identity: Identity }
  | { state: 'signed-in'; identity: Identity };
