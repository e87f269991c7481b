import { z } from 'zod';
import { ByteSource } from './byte-source.ts';
import { defineOperations } from './define-operations.ts';
import { DOCUMENT_KINDS, DOCUMENT_TYPES } from './document-types.ts';
import { Box, STANDINGS } from './passages.ts';
import { LABELS } from './permissions.ts';

export const DOCUMENT_STATUSES = ['pending', 'processing', 'ready', 'failed'] as const;
export const INGEST_STAGES = ['waiting', 'reading', 'recognising', 'chunking', 'embedding', 'indexing', 'done'] as const;

export const DocumentSummary = z.object({
  id: z.uuid(),
  filename: z.string(),
  kind: z.enum(DOCUMENT_KINDS).nullable(),
  status: z.enum(DOCUMENT_STATUSES),
  stage: z.enum(INGEST_STAGES),
  /** Progress within the stage, 0..1. */
  progress: z.number(),
  /** Physical pages, slides or sheets; null until read or for kinds without pages. */
  pages: z.int().nullable(),
  chunks: z.int(),
  sizeBytes: z.int(),
  label: z.enum(LABELS),
  tags: z.array(z.string()),
  warnings: z.array(z.string()),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  addedBy: z.string(),
  addedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  title: z.string().nullable(),
  type: z.enum(DOCUMENT_TYPES).nullable(),
  /** As documents control writes it: "C", "2.1". */
  revision: z.string().nullable(),
  /** Position among the revisions of the same document, from 1. */
  revisionNo: z.int(),
  /** Revisions of the same document share it. */
  familyId: z.uuid(),
  standing: z.enum(STANDINGS),
  /** Since when it is superseded or withdrawn. */
  since: z.iso.datetime().nullable(),
  effectiveOn: z.iso.date().nullable(),
  reviewOn: z.iso.date().nullable(),
  /** Search finds what is read so far, also before all of it is `ready`. */
  searchable: z.boolean(),
  /** The archive or mail it came in. */
  containerId: z.uuid().nullable(),
  /** ISO 639-1. */
  language: z.string().nullable(),
  /** Mean confidence of recognised text, 0..1; null where none was recognised. */
  recognition: z.number().nullable(),
  collections: z.array(z.uuid()),
});
export type DocumentSummary = z.infer<typeof DocumentSummary>;

/** One page, slide, sheet or section of a document's text, numbered from 0. */
export const DocumentPart = z.object({
  part: z.int(),
  page: z.int().nullable(),
  section: z.string().nullable(),
  text: z.string(),
});
export type DocumentPart = z.infer<typeof DocumentPart>;

const documentId = z.object({ id: z.uuid() });
const Tags = z.array(z.string().trim().min(1).max(64)).max(32);

export const documents = defineOperations('documents', {
  upload: {
    summary: 'Add a document; it is read and indexed in the background',
    http: ['POST', '/documents/upload'],
    status: 202,
    permission: 'documents:upload',
    audit: { event: 'doc.upload', keep: ['filename', 'label'] },
    rate: 'upload',
    changes: true,
    input: z.object({
      filename: z.string().min(1).max(512),
      content: ByteSource,
      label: z.enum(LABELS).default('internal'),
      tags: Tags.default([]),
    }),
    output: z.object({
      document: DocumentSummary,
      /** The same bytes were already here: the existing document is returned and nothing is read again. */
      duplicate: z.boolean(),
    }),
    errors: ['FILE_EMPTY', 'FILE_TOO_LARGE', 'UPLOAD_NOT_FOUND', 'DISK_FULL'],
  },
  list: {
    summary: 'List the documents the caller may read, newest first',
    http: ['GET', '/documents'],
    permission: 'documents:read',
    audit: { event: 'doc.listed', keep: ['status'] },
    rate: 'read',
    changes: false,
    input: z.object({ status: z.enum(DOCUMENT_STATUSES).optional() }),
    output: z.object({ documents: z.array(DocumentSummary) }),
    errors: [],
  },
  watch: {
    summary: 'The documents the caller may read, then every change to them as it happens',
    http: ['GET', '/documents/watch'],
    permission: 'documents:read',
    audit: { event: 'doc.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    yields: z.discriminatedUnion('type', [
      z.object({ type: z.literal('all'), documents: z.array(DocumentSummary) }),
      z.object({ type: z.literal('changed'), document: DocumentSummary }),
      z.object({ type: z.literal('removed'), id: z.uuid() }),
    ]),
    errors: [],
  },
  get: {
    summary: 'One document with its state',
    http: ['GET', '/documents/{id}'],
    permission: 'documents:read',
    audit: { event: 'doc.access', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: documentId,
    output: DocumentSummary,
    errors: ['DOCUMENT_NOT_FOUND'],
  },
  text: {
    summary: 'The text of a document, part by part, as it was read',
    http: ['GET', '/documents/{id}/text'],
    permission: 'documents:read',
    audit: { event: 'doc.access', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: documentId,
    output: z.object({ document: DocumentSummary, parts: z.array(DocumentPart) }),
    errors: ['DOCUMENT_NOT_FOUND'],
  },
  original: {
    summary: 'The file exactly as it was added',
    http: ['GET', '/documents/{id}/original'],
    permission: 'documents:read',
    audit: { event: 'doc.access', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: documentId,
    output: z.custom<Blob>((value) => value instanceof Blob),
    errors: ['DOCUMENT_NOT_FOUND'],
  },
  passage: {
    summary: 'Where a stretch of text stands on its page, for highlighting',
    http: ['GET', '/documents/{id}/passage'],
    permission: 'documents:read',
    audit: { event: 'doc.access', keep: ['id', 'part'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: documentId.extend({
      part: z.coerce.number().int().min(0),
      start: z.coerce.number().int().min(0),
      end: z.coerce.number().int().min(0),
    }),
    output: z.object({
      page: z.int().nullable(),
      section: z.string().nullable(),
      quote: z.string(),
      /** One box a line; null where the reader knows no positions. */
      boxes: z.array(Box).nullable(),
    }),
    errors: ['DOCUMENT_NOT_FOUND'],
  },
  label: {
    summary: "Change a document's sensitivity label and tags",
    http: ['PATCH', '/documents/{id}'],
    permission: 'documents:manage',
    audit: { event: 'doc.labelled', keep: ['id', 'label'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: documentId.extend({ label: z.enum(LABELS), tags: Tags.optional() }),
    output: DocumentSummary,
    errors: ['DOCUMENT_NOT_FOUND'],
  },
  retry: {
    summary: 'Read a failed document again',
    http: ['POST', '/documents/{id}/retry'],
    permission: 'documents:upload',
    audit: { event: 'doc.retried', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: documentId,
    output: DocumentSummary,
    errors: ['DOCUMENT_NOT_FOUND', 'DOCUMENT_BUSY'],
  },
  delete: {
    summary: 'Delete a document, its text and its place in the index',
    http: ['DELETE', '/documents/{id}'],
    permission: 'documents:manage',
    audit: { event: 'doc.deleted', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: documentId,
    output: z.object({ deleted: z.literal(true) }),
    errors: ['DOCUMENT_NOT_FOUND'],
  },
});
