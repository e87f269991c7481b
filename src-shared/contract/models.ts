import { z } from 'zod';
import { ByteSource } from './byte-source.ts';
import { defineOperations } from './define-operations.ts';
import { EmbeddingChange } from './embedding-change.ts';
import { LiveModels } from './live-models.ts';
import { CatalogueEntry } from './model-catalogue.ts';
import { Fingerprint } from './model-pack.ts';

/** What a model is used for. An admin assigns an installed model to each. */
export const MODEL_ROLES = ['fast', 'heavy', 'embed', 'rerank'] as const;
export type ModelRole = (typeof MODEL_ROLES)[number];

/** Roles that write answers. */
export const CHAT_ROLES = ['fast', 'heavy'] as const satisfies readonly ModelRole[];
export type ChatRole = (typeof CHAT_ROLES)[number];

/** Whether a model fits this machine: well, only slowly, or not at all. */
export const FITS = ['yes', 'slow', 'no'] as const;
export type Fits = (typeof FITS)[number];

/** The mean of all tokens, the first, the last, or a score from a classifier's head. */
export const POOLINGS = ['mean', 'cls', 'last', 'rank'] as const;
export type Pooling = (typeof POOLINGS)[number];

export const MemoryFit = z.object({
  verdict: z.enum(FITS),
  /** Bytes of memory the model and its context need. */
  needsBytes: z.number(),
  /** Bytes this machine had free when the verdict was made, on GPU and CPU together. */
  availableBytes: z.number(),
  sentence: z.string(),
});
export type MemoryFit = z.infer<typeof MemoryFit>;

/** How a model has done lately: `resting` after crashes in a row, `trying` when the next request decides. */
export const ModelHealth = z.object({ state: z.enum(['ok', 'resting', 'trying']), sentence: z.string().nullable() });
export type ModelHealth = z.infer<typeof ModelHealth>;

export const InstalledModel = z.object({
  id: z.uuid(),
  name: z.string(),
  filename: z.string(),
  format: z.enum(['gguf', 'onnx']),
  status: z.enum(['checking', 'ready', 'refused']),
  /** Why it was refused, in a sentence. */
  problem: z.string().nullable(),
  sizeBytes: z.number(),
  sha256: z.string().nullable(),
  architecture: z.string().nullable(),
  parameters: z.number().nullable(),
  quantization: z.string().nullable(),
  /** Tokens the model was trained to see at once. */
  contextTokens: z.number().nullable(),
  /** How a GGUF model makes one vector of a text, or a score of two; null where it writes text, and for ONNX. */
  pooling: z.enum(POOLINGS).nullable(),
  /** Numbers per vector of an embedding model. */
  dimension: z.number().nullable(),
  licence: z.string().nullable(),
  fit: MemoryFit.nullable(),
  health: ModelHealth,
  roles: z.array(z.enum(MODEL_ROLES)),
  /** Shipped with Millwright: cannot be removed. */
  bundled: z.boolean(),
  addedAt: z.iso.datetime(),
});
export type InstalledModel = z.infer<typeof InstalledModel>;

/** A model that a program may name, as OpenAI's list of models has it. */
export const OfferedModel = z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() });
export type OfferedModel = z.infer<typeof OfferedModel>;

/** What a model can do: write text, turn text into vectors, or judge how well a passage answers a question. */
export function modelTask({ format, architecture, pooling }: { format: 'gguf' | 'onnx'; architecture: string | null; pooling: Pooling | null }): 'write' | 'embed' | 'rerank' {
  if (format === 'gguf') return pooling === null ? 'write' : pooling === 'rank' ? 'rerank' : 'embed';
  return architecture?.endsWith('ForSequenceClassification') === true ? 'rerank' : 'embed';
}

/** The short verdict: a model that was never judged because it runs as it is (ONNX, on the CPU) fits; one that was refused does not. */
export function fitsOf({ fit, status }: Pick<InstalledModel, 'fit' | 'status'>): Fits {
  return fit?.verdict ?? (status === 'refused' ? 'no' : 'yes');
}

const ImportEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    stage: z.enum(['copying', 'checksum', 'inspecting', 'trial-load']),
    progress: z.number(),
    /** Which model, where several come in together. */
    name: z.string().optional(),
  }),
  z.object({ type: z.literal('installed'), model: InstalledModel }),
]);
export type ImportEvent = z.infer<typeof ImportEvent>;

/** A file or folder on the machine that Millwright runs on, with its full path. */
export const LocalPath = z.string().min(1).max(4096);
export const models = defineOperations('models', {
  list: {
    summary: "Installed models and what each is used for; `data` names those that programs may ask, in OpenAI's format",
    http: ['GET', '/models'],
    permission: 'models:read',
    audit: { event: 'model.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    wire: 'openai',
    output: z.object({ models: z.array(InstalledModel), folder: z.string().nullable(), object: z.literal('list'), data: z.array(OfferedModel) }),
    errors: [],
  },
  catalogue: {
    summary: 'Recommended models for each role, and whether each fits this machine with a context of so many tokens',
    http: ['GET', '/models/catalogue'],
    permission: 'models:read',
    audit: { event: 'model.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({ contextTokens: z.coerce.number().int().min(512).max(1_048_576).default(8192) }),
    output: z.object({
      models: z.array(CatalogueEntry.extend({ fit: MemoryFit, installed: z.uuid().nullable() })),
      machine: z.object({ ramBytes: z.number(), vramBytes: z.number(), device: z.string() }),
      contextTokens: z.int(),
    }),
    errors: [],
  },
  import: {
    summary: 'Install a GGUF file: copy, checksum, metadata, memory-fit verdict, trial load',
    http: ['POST', '/models/import'],
    permission: 'models:manage',
    audit: { event: 'model.imported', keep: [] },
    rate: 'upload',
    changes: true,
    input: z.object({
      filename: z.string().min(1).max(512),
      content: ByteSource,
      /** For the progress of copying only; what is copied is what arrives. */
      sizeBytes: z.int().min(0).optional(),
    }),
    yields: ImportEvent,
    errors: ['MODEL_INVALID', 'UPLOAD_NOT_FOUND', 'DISK_FULL', 'FILE_EMPTY', 'FILE_TOO_LARGE'],
  },
  look: {
    summary: 'What a file, an ONNX folder or a pack of models on a disk of this machine holds, before anything of it is taken',
    http: ['POST', '/models/look'],
    permission: 'models:manage',
    audit: { event: 'model.looked_at', keep: [] },
    rate: 'write',
    changes: false,
    input: z.object({ path: LocalPath }),
    output: z.object({
      models: z.array(z.object({ name: z.string(), format: z.enum(['gguf', 'onnx']), licence: z.string().nullable(), sizeBytes: z.number() })),
      pack: z.object({ publisher: z.string(), signed: z.boolean(), fingerprint: z.string(), trusted: z.boolean() }).nullable(),
    }),
    errors: ['MODEL_INVALID', 'FILE_UNREADABLE', 'FOLDER_REFUSED'],
  },
  importFrom: {
    summary: 'Install models from a disk of this machine: a GGUF file, an ONNX folder or a pack; goes on where it broke off',
    http: ['POST', '/models/import-from'],
    permission: 'models:manage',
    audit: { event: 'model.imported', keep: [] },
    rate: 'upload',
    changes: true,
    input: z.object({
      path: LocalPath,
      /** Fingerprint of a pack that is signed with an unknown key or not at all: whoever gives it has compared it. A key is trusted from then on. */
      trust: Fingerprint.optional(),
    }),
    yields: ImportEvent,
    errors: ['MODEL_INVALID', 'PACK_UNTRUSTED', 'DISK_FULL', 'FILE_EMPTY', 'FILE_UNREADABLE', 'FOLDER_REFUSED'],
  },
  download: {
    summary: 'Install a GGUF file from a server that the owner of this machine allows; goes on where it broke off',
    http: ['POST', '/models/download'],
    permission: 'models:manage',
    audit: { event: 'model.downloaded', keep: [] },
    rate: 'upload',
    changes: true,
    input: z.object({
      url: z.url().max(2000),
      /** Checksum that the file must have; the catalogue's or none unless given. */
      sha256: z.string().regex(/^[0-9a-fA-F]{64}$/).optional(),
    }),
    yields: ImportEvent,
    errors: ['MODEL_INVALID', 'EGRESS_REFUSED', 'DISK_FULL', 'FILE_EMPTY', 'FILE_UNREADABLE', 'INVALID_INPUT'],
  },
  live: {
    summary: 'What the models of this machine do now: queue, seats, speed, memory, threads, what was answered from memory, and their log',
    http: ['GET', '/models/live'],
    permission: 'models:manage',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: LiveModels,
    errors: [],
  },
  embedding: {
    summary: 'Which embedding model this plant is searched by, and how far a change to another one is',
    http: ['GET', '/models/embedding'],
    permission: 'models:read',
    audit: null,
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: EmbeddingChange,
    errors: [],
  },
  verify: {
    summary: 'Compare every installed model file, or one, with the checksum taken when it was installed',
    http: ['POST', '/models/verify'],
    permission: 'models:manage',
    audit: { event: 'model.verified', keep: ['id'] },
    rate: 'write',
    changes: false,
    input: z.object({ id: z.uuid().optional() }),
    output: z.object({
      ok: z.boolean(),
      models: z.array(z.object({ id: z.uuid(), name: z.string(), ok: z.boolean(), problem: z.string().nullable() })),
    }),
    errors: ['MODEL_NOT_FOUND'],
  },
  assign: {
    summary: 'Use a model for a role in this plant; `id: null` clears the role. Another embedding model serves when all passages have its vectors; null stays with the one that serves',
    http: ['POST', '/models/assign'],
    permission: 'models:manage',
    audit: { event: 'model.assigned', keep: ['role', 'id'] },
    rate: 'write',
    changes: true,
    input: z.object({ role: z.enum(MODEL_ROLES), id: z.uuid().nullable() }),
    output: z.object({ models: z.array(InstalledModel) }),
    errors: ['MODEL_NOT_FOUND', 'MODEL_INVALID', 'MODEL_TOO_LARGE', 'MODEL_UNAVAILABLE'],
  },
  remove: {
    summary: 'Remove an installed model and its file',
    http: ['DELETE', '/models/{id}'],
    permission: 'models:manage',
    audit: { event: 'model.removed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: z.object({ removed: z.literal(true) }),
    errors: ['MODEL_NOT_FOUND'],
  },
});
