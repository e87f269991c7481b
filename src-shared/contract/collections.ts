import { z } from 'zod';
import { defineOperations } from './define-operations.ts';

export const Collection = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  /** Documents in it that the caller may read, each counted once whatever its revisions. */
  documents: z.int(),
});
export type Collection = z.infer<typeof Collection>;

const Name = z.string().trim().min(1, 'Give the collection a name.').max(128);
const Description = z.string().trim().max(1_000);
const Families = z.array(z.uuid()).min(1).max(1_000);

export const collections = defineOperations('collections', {
  list: {
    summary: 'Collections of documents, by name',
    http: ['GET', '/collections'],
    permission: 'documents:read',
    audit: { event: 'collection.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ collections: z.array(Collection) }),
    errors: [],
  },
  create: {
    summary: 'Make a collection',
    http: ['POST', '/collections'],
    status: 201,
    permission: 'documents:manage',
    audit: { event: 'collection.changed', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({ name: Name, description: Description.default('') }),
    output: Collection,
    errors: ['COLLECTION_EXISTS'],
  },
  change: {
    summary: 'Rename or describe a collection',
    http: ['PATCH', '/collections/{id}'],
    permission: 'documents:manage',
    audit: { event: 'collection.changed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid(), name: Name.optional(), description: Description.optional() }),
    output: Collection,
    errors: ['COLLECTION_NOT_FOUND', 'COLLECTION_EXISTS'],
  },
  delete: {
    summary: 'Delete a collection; its documents stay',
    http: ['DELETE', '/collections/{id}'],
    permission: 'documents:manage',
    audit: { event: 'collection.changed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: z.object({ deleted: z.literal(true) }),
    errors: ['COLLECTION_NOT_FOUND'],
  },
  assign: {
    summary: 'Put documents into a collection or take them out, with all their revisions',
    http: ['POST', '/collections/{id}/documents'],
    permission: 'documents:manage',
    audit: { event: 'collection.changed', keep: ['id', 'add', 'remove'], resource: 'id' },
    rate: 'write',
    changes: true,
    /** Ids of documents. */
    input: z.object({ id: z.uuid(), add: Families.optional(), remove: Families.optional() }),
    output: Collection,
    errors: ['COLLECTION_NOT_FOUND', 'DOCUMENT_NOT_FOUND'],
  },
});
