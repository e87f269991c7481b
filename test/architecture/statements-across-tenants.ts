/** A statement that does not name one tenant on purpose: `has` is text that only it has in its file. */
export interface AcrossTenants {
  file: string;
  has: string;
  reason: string;
}

/**
 * What reads tenants' tables without naming a tenant, in a transaction of the system unless said. Functions of the database that see
 * past the policies (`audit_append`, `audit_prune`, `audit_first_held`) name the tenant of the session themselves.
 */
export const ACROSS_TENANTS: readonly AcrossTenants[] = [
  { file: 'core/identity/api-keys.ts', has: 'WHERE key_hash =', reason: 'A key says by itself whose it is: its tenant is known from this row.' },
  { file: 'core/identity/api-keys.ts', has: 'WHERE prefix =', reason: 'A refused key is recorded where the key with its beginning is; nothing of the row is told.' },
  { file: 'core/identity/principals.ts', has: 'WHERE s.token_hash =', reason: 'A session token says by itself whose it is: its tenant is known from this row.' },
  { file: 'core/identity/sso/sso-settings.ts', has: 'WHERE s.issuer =', reason: 'A bearer token names its provider, and the provider the tenant.' },
  { file: 'core/identity/api-key-handlers.ts', has: 'SELECT k.id, k.name', reason: 'Only a source of rows: every statement made from it names one tenant.' },
  { file: 'core/audit/handlers.ts', has: 'FROM audit_logs WHERE ${where}', reason: 'The condition begins with the one that the rules make, which names the tenant.' },
  { file: 'core/audit/retention-schedule.ts', has: 'FROM audit_retention r', reason: 'The schedule asks which plants have a retention, and prunes each in a transaction of its own.' },
  { file: 'core/approvals/run-approved.ts', has: "state IN ('approved', 'running')", reason: 'At the start, approved calls that a stop left open are taken up, each in transactions of its tenant.' },
  { file: 'core/approvals/paused-runs.ts', has: 'WHERE goes_on AND state NOT IN', reason: 'At the start, answers whose call was decided go on, each in transactions of its tenant.' },
  { file: 'core/approvals/expiry.ts', has: "state = 'waiting' AND expires_at", reason: 'The schedule asks what is late, and ends each in a transaction of its tenant.' },
  { file: 'core/notices/delivery-runner.ts', has: "state = 'waiting' AND next_at", reason: 'The schedule asks what is due, and sends each in transactions of its tenant.' },
  { file: 'core/privacy/erasing.ts', has: 'finished_at IS NULL', reason: 'At the start, erasures that a crash cut off are taken up, each in transactions of its tenant.' },
  { file: 'core/tenants/tenant-rows.ts', has: 'FROM tenants t', reason: 'The operator of the installation sees how much each plant holds: counts, no content.' },
];
