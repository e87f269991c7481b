import type { GuardrailVerdict } from '#shared/contract/guardrails.ts';
import type { Call, Principal } from '#core/pipeline/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database, TenantScope } from '#core/ports/database.ts';
import { addViolation } from './violation-rows.ts';

/** A reply of a model and what the guardrails made of it. */
export interface JudgedReply {
  conversationId: string | null;
  messageId: string;
  model: string | null;
  verdict: GuardrailVerdict | null;
}

/** Keeps what the guardrails found in an answer, in measures, and notes it in the record of the call. Nothing where all was well. */
export async function recordViolation({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }, { principal, note }: Call<Principal>, { verdict, ...where }: JudgedReply): Promise<void> {
  if (verdict === null || verdict.found.length === 0) return;
  note({ metadata: { guardrails: verdict.action, violations: verdict.found.map(({ kind, count }) => `${kind} ${count}`) } });
  await database.withTenant(principal, (tx) => addViolation(tx, { id: crypto.uuid(), userId: principal.userId, at: clock.now(), ...where }, verdict));
}

/** Keeps that replies of a model did not have the form that was asked for; nobody was shown them. */
export async function recordMalformed({ database, clock, crypto }: { database: Database; clock: Clock; crypto: Crypto }, { tenantId, userId }: TenantScope, { model, count }: { model: string; count: number }): Promise<void> {
  const where = { id: crypto.uuid(), userId, conversationId: null, messageId: crypto.uuid(), model, at: clock.now() };
  await database.withTenant({ tenantId, userId }, (tx) => addViolation(tx, where, { action: 'refused', found: [{ kind: 'schema', count }], facts: null, supported: null }));
}
