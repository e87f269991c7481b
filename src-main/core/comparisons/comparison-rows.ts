import type { Comparison, ComparisonState, ModelTotals } from '#shared/contract/comparisons.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { KeptMessage } from '#core/conversations/index.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import type { StoredPlace } from './set-questions.ts';
import { readable } from './set-rows.ts';

export type Side = 'model' | 'against';

export interface ComparisonRow {
  id: string;
  set_id: string;
  set_name: string;
  started_by: string;
  by: string;
  model_id: string;
  model_name: string;
  against_id: string;
  against_name: string;
  state: ComparisonState;
  error: string | null;
  total: number;
  started_at: Date;
  ended_at: Date | null;
}

const MOST_LISTED = 200;

export interface NewComparison {
  id: string;
  setId: string;
  by: string;
  model: { id: string; name: string };
  against: { id: string; name: string };
  total: number;
  at: Date;
}

/** False where one is running already. */
export async function insertComparison(tx: Transaction, { id, setId, by, model, against, total, at }: NewComparison): Promise<boolean> {
  const added = await tx.run(sql`
    INSERT INTO comparisons (id, tenant_id, set_id, started_by, model_id, model_name, against_id, against_name, state, total, started_at)
    VALUES (${id}, ${tx.tenantId}, ${setId}, ${by}, ${model.id}, ${model.name}, ${against.id}, ${against.name}, 'running', ${total}, ${at})
    ON CONFLICT (tenant_id) WHERE state = 'running' DO NOTHING`);
  return added > 0;
}

/** Latest first; with an id that one alone. */
export function comparisonRows(tx: Transaction, id: string | null = null): Promise<ComparisonRow[]> {
  return tx.rows<ComparisonRow>(sql`
    SELECT c.id, c.set_id, s.name AS set_name, c.started_by, u.display_name AS by, c.model_id, c.model_name, c.against_id, c.against_name, c.state, c.error, c.total, c.started_at, c.ended_at
    FROM comparisons c JOIN evaluation_sets s ON s.tenant_id = c.tenant_id AND s.id = c.set_id JOIN users u ON u.tenant_id = c.tenant_id AND u.id = c.started_by
    WHERE c.tenant_id = ${tx.tenantId} AND (${id}::uuid IS NULL OR c.id = ${id}) ORDER BY c.started_at DESC, c.id LIMIT ${MOST_LISTED}`);
}

/** Throws `COMPARISON_NOT_FOUND`. */
export async function oneComparison(tx: Transaction, id: string): Promise<ComparisonRow> {
  const [row] = await comparisonRows(tx, id);
  if (!row) throw new MillwrightError('COMPARISON_NOT_FOUND');
  return row;
}

/** The comparison that runs, on this set or on any. */
export function runningOf(tx: Transaction, setId: string | null = null): Promise<{ id: string; started_by: string } | undefined> {
  return tx.maybe<{ id: string; started_by: string }>(sql`
    SELECT id, started_by FROM comparisons WHERE tenant_id = ${tx.tenantId} AND state = 'running' AND (${setId}::uuid IS NULL OR set_id = ${setId})`);
}

/** Begins or ends one. False where it is in this state no more. */
export async function changeState(tx: Transaction, id: string, from: readonly ComparisonState[], to: ComparisonState, { error = null, endedAt }: { error?: string | null; endedAt: Date | null }): Promise<boolean> {
  const changed = await tx.run(sql`
    UPDATE comparisons SET state = ${to}, error = ${error}, ended_at = ${endedAt} WHERE tenant_id = ${tx.tenantId} AND id = ${id} AND state = ANY(${[...from]}::text[])`);
  return changed > 0;
}

/** Takes out what models failed at, to be asked again. */
export async function forgetFailures(tx: Transaction, id: string): Promise<void> {
  await tx.run(sql`DELETE FROM comparison_answers WHERE tenant_id = ${tx.tenantId} AND comparison_id = ${id} AND error IS NOT NULL`);
}

export async function countReadable(tx: Transaction, setId: string, labels: readonly Label[]): Promise<number> {
  const { readable: n } = await tx.one<{ readable: number }>(sql`SELECT count(*)::int AS readable FROM evaluation_questions q WHERE q.tenant_id = ${tx.tenantId} AND q.set_id = ${setId} AND ${readable(labels)}`);
  return n;
}

export interface NextQuestion {
  side: Side;
  place: number;
  question: string;
  corrected: string | null;
  places: StoredPlace[];
}

/** What is to be asked next: all of one model first, so that two large ones do not take turns in memory. */
export function nextQuestion(tx: Transaction, { id, set_id }: Pick<ComparisonRow, 'id' | 'set_id'>, labels: readonly Label[]): Promise<NextQuestion | undefined> {
  return tx.maybe<NextQuestion>(sql`
    SELECT s.side, q.place, q.question, q.corrected, q.places FROM evaluation_questions q CROSS JOIN (VALUES ('model', 0), ('against', 1)) AS s(side, turn)
    WHERE q.tenant_id = ${tx.tenantId} AND q.set_id = ${set_id} AND ${readable(labels)} AND NOT EXISTS (
      SELECT FROM comparison_answers a WHERE a.tenant_id = q.tenant_id AND a.comparison_id = ${id} AND a.side = s.side AND a.place = q.place)
    ORDER BY s.turn, q.place LIMIT 1`);
}

export interface NewAnswer extends Pick<NextQuestion, 'side' | 'place'> {
  comparisonId: string;
  setId: string;
  answer: KeptMessage | null;
  error: string | null;
  cited: boolean | null;
  overlap: number | null;
  at: Date;
}

/** Nothing where the comparison or the question was deleted meanwhile. */
export async function putAnswer(tx: Transaction, { comparisonId, setId, side, place, answer, error, cited, overlap, at }: NewAnswer): Promise<void> {
  const usage = answer?.usage ?? null;
  await tx.run(sql`
    INSERT INTO comparison_answers (tenant_id, comparison_id, side, set_id, place, answer, error, written, cited, overlap, unsupported, prompt_tokens, completion_tokens, first_token_ms, tokens_per_second, created_at)
    SELECT q.tenant_id, c.id, ${side}, q.set_id, q.place, ${answer === null ? null : JSON.stringify(answer)}::text::jsonb, ${error}::text, ${answer?.mode === 'generated'}, ${cited}::boolean, ${overlap}::double precision,
      ${answer?.unsupported.length ?? 0}::integer, ${usage?.promptTokens ?? 0}::integer, ${usage?.completionTokens ?? 0}::integer, ${usage?.firstTokenMs ?? null}::double precision, ${usage?.tokensPerSecond ?? null}::double precision, ${at}
    FROM evaluation_questions q JOIN comparisons c ON c.tenant_id = q.tenant_id AND c.id = ${comparisonId}
    WHERE q.tenant_id = ${tx.tenantId} AND q.set_id = ${setId} AND q.place = ${place}
    ON CONFLICT DO NOTHING`);
}

const NOTHING: ModelTotals = { asked: 0, written: 0, failed: 0, cited: null, overlap: null, unsupported: 0, promptTokens: 0, completionTokens: 0, firstTokenMs: null, tokensPerSecond: null };

/** With what the answers amount to. */
export async function withTotals(tx: Transaction, rows: readonly ComparisonRow[]): Promise<Comparison[]> {
  const sums = await tx.rows<ModelTotals & { comparison_id: string; side: Side }>(sql`
    SELECT comparison_id, side, count(*)::int AS asked, (count(*) FILTER (WHERE written))::int AS written, (count(*) FILTER (WHERE error IS NOT NULL))::int AS failed,
      (avg(cited::int))::double precision AS cited, avg(overlap) AS overlap, (count(*) FILTER (WHERE unsupported > 0))::int AS unsupported,
      sum(prompt_tokens)::int AS "promptTokens", sum(completion_tokens)::int AS "completionTokens",
      percentile_cont(0.5) WITHIN GROUP (ORDER BY first_token_ms) AS "firstTokenMs", percentile_cont(0.5) WITHIN GROUP (ORDER BY tokens_per_second) AS "tokensPerSecond"
    FROM comparison_answers WHERE tenant_id = ${tx.tenantId} AND comparison_id = ANY(${rows.map(({ id }) => id)}::uuid[]) GROUP BY comparison_id, side`);
  const totalsOf = (id: string, side: Side): ModelTotals => {
    const { comparison_id: _, side: __, ...totals } = sums.find((each) => each.comparison_id === id && each.side === side) ?? { ...NOTHING, comparison_id: id, side };
    return totals;
  };
  return rows.map((row) => {
    const [model, against] = [totalsOf(row.id, 'model'), totalsOf(row.id, 'against')];
    const done = model.asked + against.asked;
    return {
      id: row.id, set: { id: row.set_id, name: row.set_name }, state: row.state, error: row.error, by: row.by,
      model: { id: row.model_id, name: row.model_name, totals: model },
      against: { id: row.against_id, name: row.against_name, totals: against },
      // Questions go with their feedback, and rights change.
      done, total: row.state === 'done' ? done : Math.max(done, row.total),
      startedAt: row.started_at.toISOString(), endedAt: row.ended_at?.toISOString() ?? null,
    };
  });
}

export interface SideRow {
  answer: KeptMessage | null;
  error: string | null;
  cited: boolean | null;
  overlap: number | null;
}

export interface QuestionRow extends Omit<NextQuestion, 'side'> {
  label: Label | null;
  model: SideRow | null;
  against: SideRow | null;
}

/** A page of the questions that somebody with these labels may read, with what both models made of them. */
export async function questionRows(tx: Transaction, { id, set_id }: ComparisonRow, labels: readonly Label[], { from, most }: { from: number; most: number }): Promise<QuestionRow[]> {
  return tx.rows<QuestionRow>(sql`
    SELECT q.place, q.question, q.corrected, q.places, q.label,
      (SELECT jsonb_build_object('answer', a.answer, 'error', a.error, 'cited', a.cited, 'overlap', a.overlap) FROM comparison_answers a
        WHERE a.tenant_id = q.tenant_id AND a.comparison_id = ${id} AND a.side = 'model' AND a.place = q.place) AS model,
      (SELECT jsonb_build_object('answer', a.answer, 'error', a.error, 'cited', a.cited, 'overlap', a.overlap) FROM comparison_answers a
        WHERE a.tenant_id = q.tenant_id AND a.comparison_id = ${id} AND a.side = 'against' AND a.place = q.place) AS against
    FROM evaluation_questions q WHERE q.tenant_id = ${tx.tenantId} AND q.set_id = ${set_id} AND ${readable(labels)}
    ORDER BY q.place OFFSET ${from} LIMIT ${most}`);
}
