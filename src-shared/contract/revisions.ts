import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { DocumentSummary } from './documents.ts';

const documentId = z.object({ id: z.uuid() });

/** A stretch of text that stayed or changed, in reading order. Offsets mark the words that differ within a changed one. */
export const TextChange = z.object({
  kind: z.enum(['same', 'added', 'removed', 'changed']),
  before: z.object({ text: z.string(), page: z.int().nullable(), section: z.string().nullable(), marks: z.array(z.tuple([z.int(), z.int()])) }).nullable(),
  after: z.object({ text: z.string(), page: z.int().nullable(), section: z.string().nullable(), marks: z.array(z.tuple([z.int(), z.int()])) }).nullable(),
  /** Lines left out of the middle of a stretch that stayed. */
  omitted: z.int(),
});
export type TextChange = z.infer<typeof TextChange>;

export const revisions = defineOperations('revisions', {
  list: {
    summary: 'All revisions of a document, newest first',
    http: ['GET', '/documents/{id}/versions'],
    permission: 'documents:read',
    audit: { event: 'doc.access', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: documentId,
    output: z.object({ versions: z.array(DocumentSummary) }),
    errors: ['DOCUMENT_NOT_FOUND'],
  },
  compare: {
    summary: 'What changed from one revision to another',
    http: ['GET', '/documents/{id}/diff'],
    permission: 'documents:read',
    audit: { event: 'doc.access', keep: ['id', 'with'], resource: 'id' },
    rate: 'read',
    changes: false,
    /** `with` is the older one; the revision before this one unless told. */
    input: documentId.extend({ with: z.uuid().optional() }),
    output: z.object({
      before: DocumentSummary,
      after: DocumentSummary,
      changes: z.array(TextChange),
      /** Lines: paragraphs, steps, rows of tables. */
      counts: z.object({ same: z.int(), added: z.int(), removed: z.int(), changed: z.int() }),
      /** More changed than is handed out here; `counts` is of all of it. */
      truncated: z.boolean(),
    }),
    errors: ['DOCUMENT_NOT_FOUND', 'REVISION_REFUSED'],
  },
  link: {
    summary: 'Say that a document is a new revision of another one',
    http: ['POST', '/documents/{id}/replaces'],
    permission: 'documents:manage',
    audit: { event: 'doc.revised', keep: ['id', 'replaces'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: documentId.extend({ replaces: z.uuid() }),
    output: DocumentSummary,
    errors: ['DOCUMENT_NOT_FOUND', 'REVISION_REFUSED'],
  },
  withdraw: {
    summary: 'Take a document out of force; it stays readable, and answers built on it are recalled',
    http: ['POST', '/documents/{id}/withdraw'],
    permission: 'documents:manage',
    audit: { event: 'doc.withdrawn', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: documentId.extend({ why: z.string().trim().max(500).default('') }),
    output: DocumentSummary,
    errors: ['DOCUMENT_NOT_FOUND'],
  },
  reinstate: {
    summary: 'Put a withdrawn document back in force',
    http: ['POST', '/documents/{id}/reinstate'],
    permission: 'documents:manage',
    audit: { event: 'doc.reinstated', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: documentId,
    output: DocumentSummary,
    errors: ['DOCUMENT_NOT_FOUND'],
  },
});
