import type { AskRate } from '#shared/contract/policy.ts';
import type { Label, Role } from '#shared/contract/permissions.ts';

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
  via: 'session' | 'owner';
}

/** What a transport knows about the caller before anything is checked. */
export type Credential =
  | { kind: 'none' }
  | { kind: 'session'; token: string }
  /** The person who owns the data directory, at its own command line. */
  | { kind: 'owner'; tenant: string | null };

/** What a handler learns while it runs that belongs into the record of the call. Never content. */
export interface AuditFacts {
  /** Whose chain the end is recorded in, where the call began without a tenant. */
  tenantId?: string;
  userId?: string;
  userName?: string;
  resourceId?: string;
  model?: string;
  metadata?: Record<string, string | number | boolean | null>;
}

/** What a handler gets beside its input. */
export interface Call<P extends Principal | null = Principal> {
  principal: P;
  signal: AbortSignal;
  correlationId: string;
  /** Who is at the other end: an address, a window, the command line. */
  caller: string;
  note(facts: AuditFacts): void;
}
