import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { Fingerprint } from './model-pack.ts';
import { LocalPath } from './models.ts';

/** The part of `models` that makes packs of them, and says whose packs are taken. */
export const modelPacking = defineOperations('models', {
  pack: {
    summary: 'Put installed models into one signed file on a disk of this machine, for machines without a network',
    http: ['POST', '/models/pack'],
    permission: 'models:manage',
    audit: { event: 'model.packed', keep: ['ids'] },
    rate: 'upload',
    changes: true,
    input: z.object({
      ids: z.array(z.uuid()).min(1).max(100),
      /** Full path of the pack, which ends in `.mwpack`. */
      out: LocalPath,
    }),
    yields: z.discriminatedUnion('type', [
      z.object({ type: z.literal('progress'), stage: z.enum(['checksum', 'copying']), progress: z.number() }),
      z.object({ type: z.literal('packed'), sizeBytes: z.number(), fingerprint: z.string() }),
    ]),
    errors: ['MODEL_NOT_FOUND', 'MODEL_INVALID', 'DISK_FULL', 'FILE_UNREADABLE', 'FOLDER_REFUSED', 'INVALID_INPUT'],
  },
  publishers: {
    summary: 'Whose packs of models are taken here, and the key that signs packs made here',
    http: ['GET', '/models/publishers'],
    permission: 'models:manage',
    audit: { event: 'model.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({
      own: z.object({ publicKey: z.string(), fingerprint: z.string() }),
      publishers: z.array(z.object({ publicKey: z.string(), name: z.string(), fingerprint: z.string(), addedAt: z.iso.datetime() })),
    }),
    errors: [],
  },
  trust: {
    summary: "Take packs signed with another installation's key from now on",
    http: ['POST', '/models/publishers'],
    permission: 'models:manage',
    audit: { event: 'model.publisher_trusted', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({ publicKey: z.string().regex(/^[\w-]{43}$/), name: z.string().trim().min(1).max(200) }),
    output: z.object({ fingerprint: z.string() }),
    errors: [],
  },
  distrust: {
    summary: 'Take no more packs of a publisher; what came in stays',
    http: ['DELETE', '/models/publishers/{fingerprint}'],
    permission: 'models:manage',
    audit: { event: 'model.publisher_removed', keep: [] },
    rate: 'write',
    changes: true,
    input: z.object({ fingerprint: Fingerprint }),
    output: z.object({ removed: z.literal(true) }),
    errors: ['PUBLISHER_NOT_FOUND'],
  },
});
