import type { PromptInUse, PromptKey, PromptKind, PromptLanguage, PromptVersion } from '#shared/contract/prompts.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';

interface VersionRow {
  version: number;
  text: string;
  sha256: string;
  active: boolean;
  by: string | null;
  created_at: Date;
}

/** The plant's own versions of a wording, latest first; only one where its number is given. */
export async function versionRows(tx: Transaction, key: PromptKey, only: number | null = null): Promise<PromptVersion[]> {
  const rows = await tx.rows<VersionRow>(sql`
    SELECT p.version, p.text, p.sha256, a.version IS NOT NULL AS active, u.display_name AS by, p.created_at
    FROM prompt_versions p
      LEFT JOIN active_prompts a ON a.tenant_id = p.tenant_id AND a.name = p.name AND a.kind = p.kind AND a.language = p.language AND a.version = p.version
      LEFT JOIN users u ON u.tenant_id = p.tenant_id AND u.id = p.created_by
    WHERE p.tenant_id = ${tx.tenantId} AND p.name = ${key.name} AND p.kind = ${key.kind} AND p.language = ${key.language} AND (${only}::int IS NULL OR p.version = ${only}::int)
    ORDER BY p.version DESC`);
  return rows.map(({ created_at, ...row }) => ({ ...key, ...row, at: created_at.toISOString() }));
}

export async function insertVersion(tx: Transaction, { name, kind, language, version, text, sha256 }: PromptKey & { version: number; text: string; sha256: string }, by: { id: string; userId: string; now: Date }): Promise<void> {
  await tx.run(sql`INSERT INTO prompt_versions (id, tenant_id, name, kind, language, version, text, sha256, created_by, created_at)
    VALUES (${by.id}, ${tx.tenantId}, ${name}, ${kind}, ${language}, ${version}, ${text}, ${sha256}, ${by.userId}, ${by.now})`);
}

/** From the commit on, this version is used; null is the built-in one. */
export async function putActive(tx: Transaction, { name, kind, language }: PromptKey, version: number | null, by: { userId: string; now: Date }): Promise<void> {
  await tx.run(sql`INSERT INTO active_prompts (tenant_id, name, kind, language, version, activated_by, activated_at)
    VALUES (${tx.tenantId}, ${name}, ${kind}, ${language}, ${version}, ${by.userId}, ${by.now})
    ON CONFLICT (tenant_id, name, kind, language) DO UPDATE SET version = excluded.version, activated_by = excluded.activated_by, activated_at = excluded.activated_at`);
}

interface InUseRow {
  name: string;
  kind: PromptKind;
  language: PromptLanguage;
  active: number | null;
  latest: number;
  text: string | null;
  activated_at: Date;
  by: string | null;
}

/** Every wording the plant has versions of, as it is used now; `text` is null where that is the built-in one. */
export async function inUseRows(tx: Transaction): Promise<(Omit<PromptInUse, 'text'> & { text: string | null })[]> {
  const rows = await tx.rows<InUseRow>(sql`
    SELECT a.name, a.kind, a.language, a.version AS active, p.text, a.activated_at, u.display_name AS by,
      (SELECT coalesce(max(l.version), 0) FROM prompt_versions l WHERE l.tenant_id = a.tenant_id AND l.name = a.name AND l.kind = a.kind AND l.language = a.language)::int AS latest
    FROM active_prompts a
      LEFT JOIN prompt_versions p ON p.tenant_id = a.tenant_id AND p.name = a.name AND p.kind = a.kind AND p.language = a.language AND p.version = a.version
      LEFT JOIN users u ON u.tenant_id = a.tenant_id AND u.id = a.activated_by
    WHERE a.tenant_id = ${tx.tenantId} ORDER BY a.name, a.kind, a.language`);
  return rows.map(({ name, kind, language, active, latest, text, activated_at, by }) => ({ name, kind, language, active: active ?? 0, latest, text, by, since: activated_at.toISOString() }));
}

/** The wording of one name in use for a question in this language: what is for that language before what is for any. */
export async function textsInUse(tx: Transaction, name: string, language: string | null): Promise<{ kind: PromptKind; language: PromptLanguage; version: number; text: string }[]> {
  return tx.rows(sql`
    SELECT DISTINCT ON (a.kind) a.kind, a.language, a.version, p.text
    FROM active_prompts a JOIN prompt_versions p ON p.tenant_id = a.tenant_id AND p.name = a.name AND p.kind = a.kind AND p.language = a.language AND p.version = a.version
    WHERE a.tenant_id = ${tx.tenantId} AND a.name = ${name} AND a.language IN ('any', ${language ?? 'any'})
    ORDER BY a.kind, a.language = 'any'`);
}
