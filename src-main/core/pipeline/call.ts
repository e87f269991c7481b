import type { Role } from '#shared/contract/permissions.ts';

/** Who a call is made for. Comes only from {@link Authenticate}, never from input. */
export interface Principal {
  tenantId: string;
  tenantName: string;
  tenantSlug: string;
  userId: string;
  userName: string;
  role: Role;
  /** Null for the owner of the data directory on the command line. */
  sessionId: string | null;
  expiresAt: Date | null;
  via: 'session' | 'owner';
}

/** What a transport knows about the caller before anything is checked. */
export type Credential =
  | { kind: 'none' }
  | { kind: 'session'; token: string }
  /** The person who owns the data directory, at its own command line. */
  | { kind: 'owner'; tenant: string | null };

/** What a handler gets beside its input. */
export interface Call<P extends Principal | null = Principal> {
  principal: P;
  signal: AbortSignal;
  correlationId: string;
}
