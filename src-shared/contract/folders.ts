import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { LABELS } from './permissions.ts';

/** What one look at a folder found. The one shown with a folder is the last that found something new. */
export const FolderReport = z.object({
  at: z.iso.datetime(),
  added: z.int(),
  revised: z.int(),
  removed: z.int(),
  unchanged: z.int(),
  /** Files that were not taken, and why. At most 100 are named. */
  refused: z.array(z.object({ path: z.string(), why: z.string() })),
  /** Why the folder could not be looked at; what it held before is kept. */
  problem: z.string().nullable(),
});
export type FolderReport = z.infer<typeof FolderReport>;

export const WatchedFolder = z.object({
  id: z.uuid(),
  path: z.string(),
  label: z.enum(LABELS),
  tags: z.array(z.string()),
  collectionId: z.uuid().nullable(),
  files: z.int(),
  /** Null before the first look. */
  report: FolderReport.nullable(),
});
export type WatchedFolder = z.infer<typeof WatchedFolder>;

const folderId = z.object({ id: z.uuid() });

export const folders = defineOperations('folders', {
  list: {
    summary: 'Folders that are followed, with the report of the last look',
    http: ['GET', '/folders'],
    permission: 'knowledge:manage',
    audit: { event: 'folder.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ folders: z.array(WatchedFolder) }),
    errors: [],
  },
  add: {
    summary: 'Follow a folder of this machine: what is added, changed or removed there is here too',
    http: ['POST', '/folders'],
    status: 201,
    permission: 'knowledge:manage',
    audit: { event: 'folder.watched', keep: ['label'] },
    rate: 'write',
    changes: true,
    input: z.object({
      path: z.string().trim().min(1, 'Name a folder.').max(4_096),
      label: z.enum(LABELS).default('internal'),
      tags: z.array(z.string().trim().min(1).max(64)).max(32).default([]),
      collectionId: z.uuid().optional(),
    }),
    output: WatchedFolder,
    errors: ['FOLDER_REFUSED', 'COLLECTION_NOT_FOUND'],
  },
  remove: {
    summary: 'Stop following a folder; its documents stay',
    http: ['DELETE', '/folders/{id}'],
    permission: 'knowledge:manage',
    audit: { event: 'folder.unwatched', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: folderId,
    output: z.object({ removed: z.literal(true) }),
    errors: ['FOLDER_NOT_FOUND'],
  },
  scan: {
    summary: 'Look at a folder now and report what changed',
    http: ['POST', '/folders/{id}/scan'],
    permission: 'knowledge:manage',
    audit: { event: 'folder.scanned', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: folderId,
    output: FolderReport,
    errors: ['FOLDER_NOT_FOUND'],
  },
});
