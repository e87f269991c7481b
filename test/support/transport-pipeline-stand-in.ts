import { createHmac, randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import type { AuditEntry } from '#core/audit/index.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/bind-handlers.ts';
import type { Credential, Principal } from '#core/pipeline/call.ts';
import { createPipeline } from '#core/pipeline/create-pipeline.ts';
import type { Pipeline } from '#core/pipeline/pipeline.ts';
import { createSlidingWindow } from '#core/policy/index.ts';
import { conversations } from '#shared/contract/conversations.ts';
import type { Operations } from '#shared/contract/define-operations.ts';
import { type DocumentSummary, documents } from '#shared/contract/documents.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { allOperations } from '#shared/contract/index.ts';
import { auth } from '#shared/contract/auth.ts';
import { models } from '#shared/contract/models.ts';
import { search } from '#shared/contract/search.ts';
import { setup } from '#shared/contract/setup.ts';
import { system } from '#shared/contract/system.ts';
import { uploads } from '#shared/contract/uploads.ts';

/** Sessions the stand-in knows, one for each role, and one that has ended. */
export const TOKENS = { admin: 'token-of-the-admin', user: 'token-of-the-user', viewer: 'token-of-the-viewer', ended: 'token-that-has-ended' };
export const IDS = { drawing: '0198c0de-0000-7000-8000-0000000000dd', tenant: '11111111-1111-4111-8111-111111111111', document: '22222222-2222-4222-8222-222222222222', missing: '33333333-3333-4333-8333-333333333333' };
/** The file of the document `IDS.drawing`, for tests that make one. */
export const drawing = { path: '' };
export const ORIGINAL = { bytes: '%PDF-1.7 pump sheet', name: 'Förderhöhe "P-101"\u202e.pdf', type: 'application/pdf' };

export interface PipelineStandIn {
  pipeline: Pipeline;
  /** What was recorded, in order. */
  records: AuditEntry[];
  /** Waits until the last record of this operation says how it ended. */
  ended(operation: string): Promise<AuditEntry>;
  /** Files taken in, with the bytes that arrived. */
  stored: { filename: string; bytes: Buffer; label: string; tags: string[] }[];
}

/**
 * The real pipeline over a few handlers that need no database. What a call's bytes go through before and after is what the
 * suite is about; the features have tests of their own.
 */
export function createPipelineStandIn(): PipelineStandIn {
  const records: AuditEntry[] = [];
  const stored: PipelineStandIn['stored'] = [];
  const pipeline = createPipeline([...handlers(stored), ...everythingElse()], {
    authenticate: async (credential) => principalOf(credential),
    window: createSlidingWindow(),
    trail: {
      write: async (entry) => void records.push(entry),
      later: (entry) => void records.push(entry),
      within: async () => undefined,
      healthy: () => true,
      flush: async () => undefined,
      heads: () => new Map(),
    },
    clock: { now: () => new Date(), elapsed: () => performance.now() },
    crypto: createNodeCrypto(),
    secrets: { keyedHash: (text, purpose) => createHmac('sha256', purpose).update(text).digest('hex') },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const ended = async (operation: string) => {
    for (let tries = 0; tries < 400; tries += 1) {
      const last = records.findLast((entry) => entry.operation === operation && entry.outcome !== 'intent');
      if (last) return last;
      await sleep(10);
    }
    throw new Error(`${operation} was never recorded as ended`);
  };
  return { pipeline, records, ended, stored };
}

function principalOf(credential: Credential): Principal | null {
  if (credential.kind === 'none') return null;
  const base = { signedIn: { method: 'local', rolesAsOf: null, locked: false } as const, tenantId: IDS.tenant, tenantName: 'Test plant', tenantSlug: 'test-plant', userId: randomUUID(), expiresAt: null, clearance: 'restricted' as const, askRate: null };
  if (credential.kind === 'owner') return { ...base, userName: 'owner', role: 'admin', sessionId: null, via: 'owner' };
  if (credential.kind === 'key') throw new MillwrightError('UNAUTHENTICATED');
  if (credential.token === TOKENS.ended) throw new MillwrightError('SESSION_EXPIRED');
  const role = (['admin', 'user', 'viewer'] as const).find((name) => TOKENS[name] === credential.token);
  if (!role) throw new MillwrightError('UNAUTHENTICATED');
  return { ...base, userName: role, role, sessionId: randomUUID(), via: 'session' };
}

function handlers(stored: PipelineStandIn['stored']): BoundOperation[] {
  const pieces = new Map<string, Buffer[]>();
  return [
    ...bindSome(system, {
      health: async () => ({ status: 'ok', version: '0.0.0', uptimeSeconds: 1 }),
    }),
    ...bindSome(setup, {
      state: async () => ({ ready: true, plant: 'Test plant', shell: 'appliance' }),
    }),
    ...bindSome(auth, {
      signIn: async ({ password }) => {
        if (password !== 'correct horse') throw new MillwrightError('SIGN_IN_FAILED');
        return { token: TOKENS.user, identity: identity() };
      },
      signOut: async () => ({ signedOut: true }),
      whoami: async () => identity(),
      changePassword: async () => {
        throw new MillwrightError('ACCOUNT_LOCKED', undefined, { retryAfter: 41.2 });
      },
    }),
    ...bindSome(search, {
      query: async ({ query, top }) => {
        if (query === 'crash') throw new Error('ENOENT: /srv/millwright/secret.db');
        return { results: [], mode: 'keyword', searched: top, understood: { language: null, rewritten: null, expansions: [], filters: {} }, relevant: false, reranking: { model: null, reason: null } };
      },
    }),
    ...bindSome(documents, {
      upload: async ({ filename, content, label, tags }) => {
        if (!('stream' in content)) throw new MillwrightError('UPLOAD_NOT_FOUND');
        const parts: Uint8Array[] = [];
        for await (const piece of content.stream) parts.push(piece);
        const bytes = Buffer.concat(parts);
        if (bytes.length === 0) throw new MillwrightError('FILE_EMPTY');
        stored.push({ filename, bytes, label, tags });
        return { document: document(filename, bytes.length), duplicate: false };
      },
      get: async ({ id }) => {
        if (id !== IDS.document) throw new MillwrightError('DOCUMENT_NOT_FOUND');
        return document('pump.pdf', 10);
      },
      original: async ({ id }) => {
        if (id === IDS.drawing) return new File([await openAsBlob(drawing.path)], 'drawing.pdf', { type: 'application/pdf' });
        if (id !== IDS.document) throw new MillwrightError('DOCUMENT_NOT_FOUND');
        return new File([ORIGINAL.bytes], ORIGINAL.name, { type: ORIGINAL.type });
      },
      passage: async ({ start, end }) => ({ page: start, section: null, quote: String(end), boxes: null }),
      watch: async function* (_input, call) {
        yield { type: 'all', documents: [] };
        while (!call.signal.aborted) await sleep(5, undefined, { signal: call.signal }).catch(() => undefined);
      },
    }),
    ...bindSome(conversations, {
      ask: async function* ({ question }) {
        if (question === 'no model') throw new MillwrightError('MODEL_UNAVAILABLE');
        yield { type: 'searching', documents: 3 };
        if (question.includes('@')) yield { type: 'personal-data', found: { kinds: ['email'], own: ['Badge\u001b'], treated: 'warn' } };
        for (const text of question.split(' ')) yield { type: 'token', text };
        if (question.endsWith('break')) throw new Error('native crash at 0xdeadbeef');
      },
    }),
    ...bindSome(models, {
      import: async function* ({ content }) {
        if (!('stream' in content)) throw new MillwrightError('UPLOAD_NOT_FOUND');
        let bytes = 0;
        for await (const piece of content.stream) bytes += piece.byteLength;
        yield { type: 'progress', stage: 'copying', progress: bytes };
      },
    }),
    ...bindSome(uploads, {
      begin: async () => {
        const uploadId = randomUUID();
        pieces.set(uploadId, []);
        return { uploadId };
      },
      append: async ({ uploadId, bytes }) => {
        const parts = pieces.get(uploadId);
        if (!parts) throw new MillwrightError('UPLOAD_NOT_FOUND');
        parts.push(Buffer.from(await bytes.arrayBuffer()));
        return { receivedBytes: Buffer.concat(parts).length };
      },
    }),
  ];
}

/** Binds the handlers given and leaves the rest of the feature to {@link everythingElse}. */
function bindSome<T extends Operations>(operations: T, some: Partial<Parameters<typeof bindHandlers<DeclarationsOf<T>>>[1]>): BoundOperation[] {
  return bindHandlers(operations as never, some as never).filter(({ operation }) => Object.hasOwn(some, operation.name.split('.')[1] ?? ''));
}
type DeclarationsOf<T> = T extends Operations<infer D> ? D : never;

const HANDLED = new Set<string>();
function everythingElse(): BoundOperation[] {
  const known = handlers([]).map(({ operation }) => operation.name);
  for (const name of known) HANDLED.add(name);
  return allOperations()
    .filter((operation) => !HANDLED.has(operation.name))
    .map((operation) => ({
      operation,
      handle: () => {
        throw new MillwrightError('INTERNAL', 'The stand-in does not do this.');
      },
    }));
}

function identity() {
  return {
    tenant: { id: IDS.tenant, name: 'Test plant', slug: 'test-plant' },
    user: { id: randomUUID(), name: 'user', role: 'user' as const },
    permissions: [], signedIn: { method: 'local' as const, rolesAsOf: null, locked: false, idleLockMinutes: 10 },
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
}

function document(filename: string, sizeBytes: number): DocumentSummary {
  const at = new Date(0).toISOString();
  return {
    id: IDS.document, filename, kind: 'pdf', status: 'pending', stage: 'waiting', progress: 0, pages: null, chunks: 0, sizeBytes,
    label: 'internal', tags: [], warnings: [], error: null, addedBy: 'user', addedAt: at, updatedAt: at,
    title: null, type: null, revision: null, revisionNo: 1, familyId: IDS.document, standing: 'in-force', since: null, effectiveOn: null, reviewOn: null,
    searchable: false, containerId: null, language: null, recognition: null, collections: [],
  };
}
