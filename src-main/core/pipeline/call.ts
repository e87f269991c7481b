import type { SignInMethod } from '#shared/contract/auth.ts';
import type { Label, Permission, Role } from '#shared/contract/permissions.ts';
import type { AskRate } from '#shared/contract/policy.ts';

/** How the session began, and how fresh its role is. */
export interface SignedInHow {
  method: SignInMethod;
  /** Null for local accounts. */
  rolesAsOf: Date | null;
  /** The session answers nothing until it is unlocked. */
  locked: boolean;
}

/** Who a call is made for. Comes only from {@link Authenticate}, never from input. */
export interface Principal {
  tenantId: string;
  tenantName: string;
  tenantSlug: string;
  userId: string;
  userName: string;
  role: Role;
  /** The most sensitive label they may read now. */
  clearance: Label;
  /** How often the plant lets them ask; null for the standard of their role. */
  askRate: AskRate | null;
  /** Null for the owner of the data directory on the command line. */
  sessionId: string | null;
  expiresAt: Date | null;
  via: 'session' | 'owner' | 'key' | 'token';
  signedIn: SignedInHow;
  /** Operates the installation: creates and suspends plants. No right to what is in them. */
  operator?: boolean;
  /** The key that was shown, and all it may do of what its person may; absent without a key. */
  key?: { id: string; scopes: readonly Permission[] };
  /** The owner of the machine acts as this person; recorded with each call. */
  onBehalf?: boolean;
}

/** What a transport knows about the caller before anything is checked. */
export type Credential =
  | { kind: 'none' }
  | { kind: 'session'; token: string }
  /** The person who owns the data directory, at its own command line. */
  | {
      kind: 'owner';
      tenant: string | null;
      /** Whom the owner acts as; the plant's first admin unless named. */
      as?: string | null;
      /** For operating the installation: any plant will do, and none needs to be named. */
      platform?: boolean;
    }
  | { kind: 'key'; key: string };

/** What a handler learns while it runs that belongs into the record of the call. Never content. */
export interface AuditFacts {
  /** Whose chain the end is recorded in, where the call began without a tenant. */
  tenantId?: string;
  userId?: string;
  resourceId?: string;
  model?: string;
  tools?: readonly string[];
  metadata?: Record<string, string | number | boolean | null | readonly string[]>;
}

/** What a handler gets beside its input. */
export interface Call<P extends Principal | null = Principal> {
  principal: P;
  signal: AbortSignal;
  correlationId: string;
  /** Who is at the other end: an address, a window, the command line. */
  caller: string;
  /** What the other end says it is: a browser, a script. Shown, never trusted. */
  agent?: string | null;
  /** The bearer token of the plant's sign-in service that the call came with, to be passed on to what the plant set up; null without one. */
  bearer?: string | null;
  note(facts: AuditFacts): void;
}
