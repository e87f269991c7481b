import { MillwrightError } from '#shared/contract/errors.ts';
import { firstIssue } from '#shared/contract/validation-message.ts';
import type { AuditTrail } from '#core/audit/index.ts';
import type { Authenticate } from '#core/identity/index.ts';
import { limitFor, mayDo, type SlidingWindow } from '#core/policy/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import { auditEntry } from './audit-entry.ts';
import type { CallState } from './call-state.ts';
import { requestHash } from './request-hash.ts';

export interface StepServices {
  authenticate: Authenticate;
  window: SlidingWindow;
  trail: AuditTrail;
  clock: Clock;
  crypto: Crypto;
  secrets: Pick<Secrets, 'keyedHash'>;
}

export type Step = (call: CallState, services: StepServices) => void | Promise<void>;

/** Who is this? A credential that is shown must be good, whatever the operation asks for. Whose it is counts for the record of a refusal only. */
const authenticate: Step = async (call, { authenticate: identify }) => {
  call.principal = await identify(call.invocation.credential, { concerns: (facts) => (call.facts = facts) });
  call.facts = {};
};

/** Not too often. The owner at the machine's own command line is not held back. */
const limitRate: Step = ({ operation, principal, invocation }, { window, clock }) => {
  if (operation.rate === 'none' || principal?.via === 'owner' || (!principal && operation.permission !== 'anonymous')) return;
  const who = principal ? `user:${principal.userId}` : `caller:${invocation.caller}`;
  const wait = window.take(`${operation.rate}|${who}`, limitFor(operation.rate, principal?.role ?? null, principal?.askRate), clock.elapsed());
  if (wait > 0) throw new MillwrightError('RATE_LIMITED', `Too many requests. Try again in ${wait} seconds.`, { retryAfter: wait });
};

/** What a locked screen can still do: show whose it is, be unlocked, and be left. */
const WHILE_LOCKED: ReadonlySet<string> = new Set(['auth.whoami', 'auth.signOut', 'sso.signOut', 'offline.lock', 'offline.unlock']);

/** May they? Deny is the default: only the role matrix says yes, and to a key only what its scopes leave of that. */
const authorise: Step = ({ operation, principal }) => {
  if (operation.permission === 'anonymous') return;
  if (!principal) throw new MillwrightError('UNAUTHENTICATED');
  if (principal.signedIn.locked && !WHILE_LOCKED.has(operation.name)) throw new MillwrightError('SESSION_LOCKED');
  if (!mayDo(principal, operation.permission)) throw new MillwrightError('FORBIDDEN', principal.key && 'Your role, or the scopes of this key, do not allow this.');
};

/** Is the request understood? After authorising, so that a stranger cannot probe schemas. */
const validateInput: Step = (call, { secrets }) => {
  call.requestHash = requestHash(call.invocation.input, secrets);
  const parsed = call.operation.input.safeParse(call.invocation.input ?? {});
  if (!parsed.success) throw new MillwrightError('INVALID_INPUT', firstIssue(parsed.error));
  call.input = parsed.data;
};

/** A change that cannot be recorded durably does not run; records of reads share a commit. */
const recordIntent: Step = async (call, services) => {
  const { trail } = services;
  if (!call.operation.audit) return;
  const entry = auditEntry(call, 'intent', null, services);
  if (call.operation.changes || !trail.healthy()) await trail.write(entry);
  else trail.later(entry);
};

/** The path of every call before its handler, in order. */
export const STEPS: readonly (readonly [name: string, step: Step])[] = [
  ['authenticate', authenticate],
  ['limit rate', limitRate],
  ['authorise', authorise],
  ['validate input', validateInput],
  ['record intent', recordIntent],
];
