import { sql } from '#core/ports/sql.ts';

/**
 * For statements over `documents d`: whether search and answers may show its chunks. True from the moment the first text
 * of a new document is in, and while a document is read again (its old text is shown until the new is complete).
 */
export const READABLE = sql`(d.status = 'ready' OR d.searchable)`;
