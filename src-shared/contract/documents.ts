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

export const OutlineEntry = z.object({
  title: z.string(),
  /** From 1. */
  level: z.int(),
  /** Physical page from 1; null for kinds without pages. */
  page: z.int().nullable(),
  /** Where the text of it begins, as in `documents.text`; null where that is not known. */
  part: z.int().nullable(),
});
export type OutlineEntry = z.infer<typeof OutlineEntry>;

const Excerpt = z.object({ text: z.string(), page: z.int().nullable(), section: z.string().nullable() });

export const SimilarDocument = z.object({
  document: DocumentSummary,
  /** 0..1. */
  score: z.number(),
  /** The passages of the two that are most alike. */
  why: z.object({ here: Excerpt, there: Excerpt }).nullable(),
});
export type SimilarDocument = z.infer<typeof SimilarDocument>;

const documentId = z.object({ id: z.uuid() });
const Tags = z.array(z.string().trim().min(1).max(64)).max(32);

/** What documents control says of a document. */
const Described = {
  type: z.enum(DOCUMENT_TYPES).optional(),
  revision: z.string().trim().min(1).max(64).optional(),
  effectiveOn: z.iso.date().optional(),
  reviewOn: z.iso.date().optional(),
};

export const documents = defineOperations('documents', {
  upload: {
    summary: 'Add a document; it is read and indexed in the background',
    http: ['POST', '/documents/upload'],
    status: 202,
    permission: 'documents:upload',
    audit: { event: 'doc.upload', keep: ['label'] },
    rate: 'upload',
    changes: true,
    input: z.object({
      filename: z.string().min(1).max(512),
      content: ByteSource,
      label: z.enum(LABELS).default('internal'),
      tags: Tags.default([]),
      ...Described,
      /** The document that this one is a new revision of. */
      replaces: z.uuid().optional(),
      /** A collection to put it into. */
      collection: z.uuid().optional(),
    }),
    output: z.object({
      document: DocumentSummary,
      /** The same bytes were already here: the existing document is returned and nothing is read again. */
      duplicate: z.boolean(),
    }),
    errors: ['FILE_EMPTY', 'FILE_TOO_LARGE', 'UPLOAD_NOT_FOUND', 'DISK_FULL', 'DOCUMENT_NOT_FOUND', 'REVISION_REFUSED', 'COLLECTION_NOT_FOUND'],
  },
  list: {
    summary: 'List the documents the caller may read, newest first',
    http: ['GET', '/documents'],
    permission: 'documents:read',
    audit: { event: 'doc.listed', keep: ['status'] },
    rate: 'read',
    changes: false,
    input: z.object({
      status: z.enum(DOCUMENT_STATUSES).optional(),
      /** At most so many. */
      limit: z.coerce.number().int().min(1).max(1_000).default(500),
      /** Goes on where a page ended: its `next`. */
      after: z.string().max(128).optional(),
    }),
    output: z.object({
      documents: z.array(DocumentSummary),
      /** Null where nothing follows. */
      next: z.string().nullable(),
    }),
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
      /** The newest documents; `more` of them follow where it says so. */
      z.object({ type: z.literal('all'), documents: z.array(DocumentSummary), more: z.boolean().default(false) }),
      z.object({ type: z.literal('more'), documents: z.array(DocumentSummary), more: z.boolean() }),
      /** Each in its latest state; changes are gathered for a fifth of a second. */
      z.object({ type: z.literal('changed'), documents: z.array(DocumentSummary) }),
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
  change: {
    summary: "Change a document's sensitivity label, tags, type, revision and dates; null clears, what is left out stays",
    http: ['PATCH', '/documents/{id}'],
    permission: 'documents:manage',
    audit: { event: 'doc.changed', keep: ['id', 'label'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: documentId.extend({
      label: z.enum(LABELS).optional(),
      tags: Tags.optional(),
      type: Described.type.nullable(),
      revision: Described.revision.nullable(),
      effectiveOn: Described.effectiveOn.nullable(),
      reviewOn: Described.reviewOn.nullable(),
    }),
    output: DocumentSummary,
    errors: ['DOCUMENT_NOT_FOUND'],
  },
  outline: {
    summary: 'The table of contents of a document: its own, else its headings',
    http: ['GET', '/documents/{id}/outline'],
    permission: 'documents:read',
    audit: { event: 'doc.access', keep: ['id'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: documentId,
    output: z.object({ entries: z.array(OutlineEntry) }),
    errors: ['DOCUMENT_NOT_FOUND'],
  },
  similar: {
    summary: 'Documents in force that are most like this one, best first; at most 10',
    http: ['GET', '/documents/{id}/similar'],
    permission: 'documents:read',
    audit: { event: 'doc.access', keep: ['id'], resource: 'id' },
    rate: 'search',
    changes: false,
    input: documentId,
    output: z.object({ similar: z.array(SimilarDocument) }),
    errors: ['DOCUMENT_NOT_FOUND'],
  },
  pageImage: {
    summary: 'A page of a PDF, or a picture, drawn as a PNG',
    http: ['GET', '/documents/{id}/pages/{page}/image'],
    permission: 'documents:read',
    audit: { event: 'doc.access', keep: ['id', 'page'], resource: 'id' },
    rate: 'read',
    changes: false,
    input: documentId.extend({
      /** Physical page from 1. */
      page: z.coerce.number().int().min(1).max(1_000_000),
      /** Of the picture, in pixels. */
      width: z.coerce.number().int().min(64).max(2_000).default(1_000),
    }),
    output: z.custom<Blob>((value) => value instanceof Blob),
    errors: ['DOCUMENT_NOT_FOUND', 'FILE_UNREADABLE'],
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
