import { sql } from '#core/ports/sql.ts';

/**
 * For statements over `documents d`: the later revisions of the same document that are in force, if any, as `successor`
 * (`id` of the newest, its `label`, and `since` when the first of them took over).
 */
export const SUCCESSOR = sql`LEFT JOIN LATERAL (
    SELECT (array_agg(s.id ORDER BY s.revision_no DESC))[1] AS id, (array_agg(s.label ORDER BY s.revision_no DESC))[1] AS label,
      min(greatest(s.ready_at, s.effective_on::timestamptz)) AS since
    FROM documents s
    WHERE s.tenant_id = d.tenant_id AND s.family_id = d.family_id AND s.revision_no > d.revision_no
      AND s.ready_at IS NOT NULL AND s.withdrawn_at IS NULL AND (s.effective_on IS NULL OR s.effective_on <= current_date)
  ) successor ON true`;

/** How a document stands among its revisions; needs {@link SUCCESSOR}. */
export const STANDING = sql`CASE WHEN d.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN successor.id IS NOT NULL THEN 'superseded'
  WHEN d.effective_on > current_date THEN 'not-yet' ELSE 'in-force' END`;

/** Since when it is withdrawn or superseded; needs {@link SUCCESSOR}. */
export const SINCE = sql`coalesce(d.withdrawn_at, successor.since)`;
