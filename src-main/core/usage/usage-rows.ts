import type { UsageSums } from '#shared/contract/usage.ts';
import type { Transaction } from '#core/ports/database.ts';
import { type SqlStatement, sql } from '#core/ports/sql.ts';

/** One use of a language model, in measures. */
export interface GenerationRow {
  id: string;
  userId: string | null;
  model: string;
  remote: boolean;
  outcome: 'ok' | 'stopped' | 'failed';
  fromCache: boolean;
  promptTokens: number;
  reusedTokens: number;
  completionTokens: number;
  firstTokenMs: number | null;
  totalMs: number;
  cost: number;
  at: Date;
}

export async function addGeneration(tx: Transaction, tenantId: string, row: GenerationRow): Promise<void> {
  await tx.run(sql`
    INSERT INTO generations (id, tenant_id, user_id, model, remote, outcome, from_cache, prompt_tokens, reused_tokens, completion_tokens, first_token_ms, total_ms, cost, created_at)
    VALUES (${row.id}, ${tenantId}, ${row.userId}, ${row.model}, ${row.remote}, ${row.outcome}, ${row.fromCache}, ${row.promptTokens}, ${row.reusedTokens},
      ${row.completionTokens}, ${row.firstTokenMs}, ${row.totalMs}, ${row.cost}, ${row.at})`);
}

const SUMS = sql`
  count(*)::int AS answers, (count(*) FILTER (WHERE from_cache))::int AS "fromCache", (count(*) FILTER (WHERE outcome = 'failed'))::int AS failed,
  coalesce(sum(prompt_tokens), 0)::int AS "promptTokens", coalesce(sum(prompt_tokens - reused_tokens), 0)::int AS "evaluatedTokens",
  coalesce(sum(completion_tokens), 0)::int AS "completionTokens", coalesce(sum(cost), 0) AS cost,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY first_token_ms) AS "firstTokenMs",
  percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE WHEN NOT from_cache AND completion_tokens > 1 AND total_ms > first_token_ms
    THEN (completion_tokens - 1) * 1000.0 / (total_ms - first_token_ms) END) AS "tokensPerSecond"`;

export function sumsSince(tx: Transaction, since: Date, userId: string | null): Promise<UsageSums> {
  return tx.one<UsageSums>(sql`SELECT ${SUMS} FROM generations WHERE tenant_id = ${tx.tenantId} AND created_at >= ${since} AND (${userId}::uuid IS NULL OR user_id = ${userId})`);
}

export async function sumsByPerson(tx: Transaction, since: Date): Promise<(UsageSums & { user: { id: string; name: string } | null })[]> {
  const rows = await grouped<{ user_id: string | null; name: string | null }>(tx, sql`g.user_id, u.display_name AS name`, sql`LEFT JOIN users u ON u.tenant_id = g.tenant_id AND u.id = g.user_id`, sql`g.user_id, u.display_name`, since);
  return rows.map(({ user_id: id, name, ...sums }) => ({ ...sums, user: id === null || name === null ? null : { id, name } }));
}

export function sumsByModel(tx: Transaction, since: Date): Promise<(UsageSums & { model: string; remote: boolean })[]> {
  return grouped(tx, sql`model, remote`, sql``, sql`model, remote`, since);
}

export async function sumsByDay(tx: Transaction, since: Date): Promise<(UsageSums & { day: string })[]> {
  const day = sql`to_char(g.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')`;
  const rows = await grouped<{ day: string }>(tx, sql`${day} AS day`, sql``, sql`1`, since);
  return rows.toSorted((a, b) => a.day.localeCompare(b.day));
}

function grouped<T>(tx: Transaction, columns: SqlStatement, join: SqlStatement, by: SqlStatement, since: Date): Promise<(UsageSums & T)[]> {
  return tx.rows<UsageSums & T>(sql`SELECT ${columns}, ${SUMS} FROM generations g ${join} WHERE g.tenant_id = ${tx.tenantId} AND g.created_at >= ${since} GROUP BY ${by} ORDER BY sum(completion_tokens) DESC`);
}

/** Tokens and cost since a moment, of the plant and of one person in it. */
export function usedSince(tx: Transaction, since: Date, userId: string | null): Promise<{ tokens: number; cost: number; ownTokens: number; ownCost: number }> {
  return tx.one(sql`
    SELECT coalesce(sum(prompt_tokens + completion_tokens), 0)::int AS tokens, coalesce(sum(cost), 0) AS cost,
      coalesce(sum(prompt_tokens + completion_tokens) FILTER (WHERE user_id = ${userId}::uuid), 0)::int AS "ownTokens",
      coalesce(sum(cost) FILTER (WHERE user_id = ${userId}::uuid), 0) AS "ownCost"
    FROM generations WHERE tenant_id = ${tx.tenantId} AND created_at >= ${since} AND NOT from_cache`);
}

/** Of generations: those older than this, but none of somebody under legal hold. */
const old = (before: Date): SqlStatement => sql`
  g.created_at < ${before}
  AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.tenant_id = g.tenant_id AND h.user_id = g.user_id AND h.released_at IS NULL)`;

export async function countOldGenerations(tx: Transaction, before: Date): Promise<number> {
  return (await tx.one<{ n: number }>(sql`SELECT count(*)::int AS n FROM generations g WHERE g.tenant_id = ${tx.tenantId} AND ${old(before)}`)).n;
}

/** At most so many; says how many went. */
export function removeOldGenerations(tx: Transaction, before: Date, most: number): Promise<number> {
  return tx.run(sql`DELETE FROM generations WHERE tenant_id = ${tx.tenantId} AND id IN (SELECT g.id FROM generations g WHERE g.tenant_id = ${tx.tenantId} AND ${old(before)} LIMIT ${most})`);
}
