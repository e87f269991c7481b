import { describe, expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { Failure } from '#renderer/client/failure.ts';
import { groupFailures } from './failures.ts';
import type { Upload } from './uploads.ts';

function failed(filename: string, code: string | null): DocumentSummary {
  return {
    id: filename, filename, kind: null, status: code === null ? 'ready' : 'failed', stage: 'done', progress: 1, pages: null, chunks: 0, sizeBytes: 1, label: 'internal',
    tags: [], warnings: [], error: code === null ? null : { code, message: 'why' }, addedBy: 'A', addedAt: '', updatedAt: '',
  };
}

function refused(name: string, failure: Failure): Upload {
  return { id: name.length, file: new File([], name), name, label: 'internal', state: 'refused', progress: 0, failure };
}

describe('failures by reason', () => {
  it('puts files refused on the way in beside documents that failed for the same reason', () => {
    const groups = groupFailures([failed('a.pdf', 'FILE_ENCRYPTED'), failed('fine.pdf', null), failed('b.pdf', 'FILE_ENCRYPTED')], [refused('c.pdf', new Failure('FILE_ENCRYPTED', ''))]);
    expect(groups.map(({ reason, documents, uploads }) => [reason, documents.length, uploads.length])).toEqual([['FILE_ENCRYPTED', 2, 1]]);
  });

  it('has a place for a reason it does not know', () => {
    expect(groupFailures([failed('a.pdf', 'SOMETHING_NEW')], []).map(({ reason }) => reason)).toEqual(['OTHER']);
  });
});
