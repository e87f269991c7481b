import { isErrorCode } from '#shared/contract/errors.ts';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { Failure } from '#renderer/client/failure.ts';
import type { Upload } from './uploads.ts';

const REASONS = ['FILE_ENCRYPTED', 'FILE_EMPTY', 'FILE_TOO_LARGE', 'FILE_TYPE_UNSUPPORTED', 'FILE_UNREADABLE', 'FILE_LIMIT', 'READ_TIMEOUT', 'DISK_FULL', 'OTHER'] as const;
export type Reason = (typeof REASONS)[number];

/** Files that failed for the same reason: refused on the way in, or failed while they were read. */
export interface FailureGroup {
  reason: Reason;
  uploads: readonly Upload[];
  documents: readonly DocumentSummary[];
}

export function documentFailure({ code, message }: { code: string; message: string }): Failure {
  return new Failure(isErrorCode(code) ? code : 'INTERNAL', message);
}

function reasonOf(code: string | undefined): Reason {
  return REASONS.find((reason) => reason === code) ?? 'OTHER';
}

export function groupFailures(documents: readonly DocumentSummary[], uploads: readonly Upload[]): FailureGroup[] {
  const failed = documents.filter(({ status }) => status === 'failed');
  const refused = uploads.filter(({ state }) => state === 'refused');
  return REASONS.flatMap((reason) => {
    const group = {
      reason,
      uploads: refused.filter(({ failure }) => reasonOf(failure?.code) === reason),
      documents: failed.filter(({ error }) => reasonOf(error?.code) === reason),
    };
    return group.uploads.length + group.documents.length > 0 ? [group] : [];
  });
}
