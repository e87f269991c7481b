import { MillwrightError } from '#shared/contract/errors.ts';
import { SqlError } from '#core/ports/sql-error.ts';
import { CallRefused } from './worker-link.ts';

const DISK_FULL = '53100';
const DAMAGED = new Set(['XX001', 'XX002']);
/** Text with a NUL character: PostgreSQL has no place for it. */
const UNSTORABLE_TEXT = new Set(['22021', '22P05']);

/** What a failed call of the database thread means for the one who asked. */
export function toError(error: unknown): unknown {
  if (!(error instanceof CallRefused)) return error;
  const { message, sqlState, constraint, systemCode } = error.failure;
  if (sqlState === DISK_FULL || systemCode === 'ENOSPC') return new MillwrightError('DISK_FULL', undefined, { detail: message });
  if (sqlState === null) return new MillwrightError('INTERNAL', undefined, { detail: `database: ${message}`, cause: error });
  if (DAMAGED.has(sqlState)) {
    return new MillwrightError('DATA_DIRECTORY_DAMAGED', 'Part of the database can no longer be read. Stop Millwright and restore a backup.', { detail: message });
  }
  if (UNSTORABLE_TEXT.has(sqlState)) return new MillwrightError('INVALID_INPUT', 'The text contains a character that cannot be stored (NUL). Remove it and try again.');
  return new SqlError(message, sqlState, constraint);
}

/** Whether the database thread must be replaced: it hung, crashed or broke a rule, or the disk is full, after which PGlite hangs. */
export function isFatal(error: unknown): boolean {
  if (!(error instanceof CallRefused)) return false;
  const { sqlState } = error.failure;
  return sqlState === null || sqlState === DISK_FULL;
}
