import { z } from 'zod';
import { defineOperations } from './define-operations.ts';
import { ModelHealth } from './models.ts';
import { LABELS } from './permissions.ts';

/** `openai`: what speaks as OpenAI does (vLLM, llama-server, Ollama, another Millwright); `azure`: Azure OpenAI, whose addresses and key differ. */
export const REMOTE_KINDS = ['openai', 'azure'] as const;
export type RemoteKind = (typeof REMOTE_KINDS)[number];

/** A model that runs on another machine. Its key is never given out again. */
export const RemoteModel = z.object({
  id: z.uuid(),
  name: z.string(),
  kind: z.enum(REMOTE_KINDS),
  baseUrl: z.string(),
  model: z.string(),
  apiVersion: z.string().nullable(),
  hasKey: z.boolean(),
  /** The most sensitive label of a document that may be sent there. */
  mostSensitive: z.enum(LABELS),
  /** Price of a million tokens. */
  price: z.object({ in: z.number(), out: z.number() }),
  /** Whether the owner of the machine lets it be contacted now. */
  reachable: z.boolean(),
  health: ModelHealth,
  roles: z.array(z.enum(['fast', 'heavy'])),
  addedAt: z.iso.datetime(),
});
export type RemoteModel = z.infer<typeof RemoteModel>;

export const remoteModels = defineOperations('remoteModels', {
  list: {
    summary: 'Models on other machines that this plant may ask, with what may be sent to each',
    http: ['GET', '/models/remote'],
    permission: 'models:read',
    audit: { event: 'model.listed', keep: [] },
    rate: 'read',
    changes: false,
    input: z.object({}),
    output: z.object({ models: z.array(RemoteModel) }),
    errors: [],
  },
  add: {
    summary: 'Add a model on another machine; only an address that the owner of this machine allows with --outbound',
    http: ['POST', '/models/remote'],
    status: 201,
    permission: 'models:manage',
    audit: { event: 'model.remote_added', keep: ['kind', 'mostSensitive'] },
    rate: 'write',
    changes: true,
    input: z.object({
      name: z.string().trim().min(1).max(255),
      kind: z.enum(REMOTE_KINDS).default('openai'),
      /** With the path before `/chat/completions`, such as `https://models.example.com/v1`; at Azure the resource alone. */
      baseUrl: z.url({ protocol: /^https?$/, error: 'Give the address as https://name/v1.' }).max(2_000),
      model: z.string().trim().min(1).max(255),
      apiVersion: z.string().trim().regex(/^[\w.-]{1,32}$/).nullish(),
      apiKey: z.string().trim().min(1).max(4_000).nullish(),
      mostSensitive: z.enum(LABELS),
      price: z.object({ in: z.number().min(0).max(1e6), out: z.number().min(0).max(1e6) }).default({ in: 0, out: 0 }),
    }),
    output: RemoteModel,
    errors: ['EGRESS_REFUSED', 'MODEL_EXISTS'],
  },
  try: {
    summary: 'Ask a model on another machine for one word, to see whether it answers; sends no content of the plant',
    http: ['POST', '/models/remote/{id}/try'],
    permission: 'models:manage',
    audit: { event: 'model.remote_tried', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: false,
    input: z.object({ id: z.uuid() }),
    output: z.object({ ok: z.boolean(), problem: z.string().nullable(), firstTokenMs: z.number().nullable() }),
    errors: ['MODEL_NOT_FOUND'],
  },
  remove: {
    summary: 'Remove a model on another machine, with its key',
    http: ['DELETE', '/models/remote/{id}'],
    permission: 'models:manage',
    audit: { event: 'model.remote_removed', keep: ['id'], resource: 'id' },
    rate: 'write',
    changes: true,
    input: z.object({ id: z.uuid() }),
    output: z.object({ removed: z.literal(true) }),
    errors: ['MODEL_NOT_FOUND'],
  },
});
