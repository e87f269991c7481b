import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { vi } from 'vitest';
import type { SignedIn } from '#shared/contract/auth.ts';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { InstalledModel } from '#shared/contract/models.ts';
import type { Role } from '#shared/contract/permissions.ts';
import type { Appliance } from './appliance.ts';

export const PASSWORD = 'correct horse battery';
export const PLANT = 'Larkfield Juice Works';
export const ADMIN = 'Anna Berg';

/** What a journey needs prepared and is not about: through `/v1`, as the plant's admin. */
export interface Plant {
  /** The session of a person, as the browser's cookie holds it. */
  session(name: string): Promise<string>;
  addPerson(name: string, role: Role): Promise<string>;
  disable(name: string): Promise<void>;
  enable(name: string): Promise<void>;
  addModel(path: string): Promise<InstalledModel>;
  removeModel(model: Pick<InstalledModel, 'id'>): Promise<void>;
  /** Which model answers; null for none. */
  answerWith(model: Pick<InstalledModel, 'id'> | null): Promise<void>;
  documents(): Promise<DocumentSummary[]>;
  upload(filename: string, content: string | Buffer): Promise<void>;
  /** What documents control says of a document: tags, type, revision. */
  describe(filename: string, said: Record<string, unknown>): Promise<void>;
  withdraw(filename: string): Promise<void>;
  /** Makes a collection of documents. */
  collect(name: string, filenames: readonly string[]): Promise<void>;
  /** An API key of the admin. */
  makeKey(name: string): Promise<string>;
  /** A further plant of the installation, with an admin Quinn. */
  addPlant(name: string): Promise<void>;
  /** Has a person ask, opens that conversation as the admin, and puts the person under legal hold. */
  openAndHold(name: string): Promise<void>;
  untilRead(count: number): Promise<void>;
}

/** How many documents the sample plant has. */
export const SAMPLE_DOCUMENTS = 12;

/** Sets a plant up by the appliance's one-time link, and gives the session of its admin. */
export async function setUpPlant(appliance: Appliance, sample: boolean): Promise<string> {
  const post = async <T>(path: string, body: unknown): Promise<T> =>
    read(await fetch(`${appliance.url}/v1${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }));
  const { setupToken } = await post<{ setupToken: string }>('/auth/redeem-link', { link: appliance.link.split('#/link/')[1] });
  return (await post<SignedIn>('/setup', { setupToken, plant: PLANT, admin: ADMIN, password: PASSWORD, sample })).token;
}

/** @param token session of the plant's admin */
export function asAdmin(appliance: Appliance, token: string): Plant {
  const url = (path: string) => `${appliance.url}/v1${path}`;
  const post = async <T>(path: string, body: unknown, token?: string): Promise<T> =>
    read(await fetch(url(path), { method: 'POST', headers: { 'content-type': 'application/json', ...bearer(token) }, body: JSON.stringify(body) }));

  const get = async <T>(path: string): Promise<T> => read(await fetch(url(path), { headers: bearer(token) }));
  const documents = async () => (await get<{ documents: DocumentSummary[] }>('/documents')).documents;
  const idOf = async (filename: string): Promise<string> => {
    const found = (await documents()).find((document) => document.filename === filename);
    if (found === undefined) throw new Error(`There is no ${filename}`);
    return found.id;
  };
  const ids = new Map<string, string>();

  return {
    documents,
    async session(name) {
      return name === ADMIN ? token : (await post<SignedIn>('/auth/sign-in', { tenant: PLANT, name, password: PASSWORD })).token;
    },
    async addPerson(name, role) {
      const { id } = await post<{ id: string }>('/users', { name, role, password: PASSWORD }, token);
      ids.set(name, id);
      return id;
    },
    async disable(name) {
      await post(`/users/${ids.get(name)}/active`, { active: false }, token);
    },
    async enable(name) {
      await post(`/users/${ids.get(name)}/active`, { active: true }, token);
    },
    async addModel(path) {
      const form = new FormData();
      form.set('file', new Blob([await readFile(path)]), basename(path));
      const answer = await fetch(url('/models/import'), { method: 'POST', headers: bearer(token), body: form });
      const installed = /^data: (\{"type":"installed".*)$/m.exec(await answer.text())?.[1];
      if (installed === undefined) throw new Error(`${path} was not installed`);
      return (JSON.parse(installed) as { model: InstalledModel }).model;
    },
    async removeModel({ id }) {
      await read(await fetch(url(`/models/${id}`), { method: 'DELETE', headers: bearer(token) }));
    },
    async answerWith(model) {
      await post('/models/assign', { role: 'fast', id: model?.id ?? null }, token);
    },
    async upload(filename, content) {
      const form = new FormData();
      form.set('file', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), filename);
      await read(await fetch(url('/documents/upload'), { method: 'POST', headers: bearer(token), body: form }));
    },
    async describe(filename, said) {
      const answer = await fetch(url(`/documents/${await idOf(filename)}`), { method: 'PATCH', headers: { 'content-type': 'application/json', ...bearer(token) }, body: JSON.stringify(said) });
      await read(answer);
    },
    async withdraw(filename) {
      await post(`/documents/${await idOf(filename)}/withdraw`, {}, token);
    },
    async collect(name, filenames) {
      const { id } = await post<{ id: string }>('/collections', { name }, token);
      await post(`/collections/${id}/documents`, { add: await Promise.all(filenames.map(idOf)) }, token);
    },
    async makeKey(name) {
      return (await post<{ key: string }>('/api-keys', { name, scopes: ['search:query'] }, token)).key;
    },
    async addPlant(name) {
      await post('/tenants', { name, admin: 'Quinn', password: PASSWORD }, token);
    },
    async openAndHold(name) {
      const theirs = (await post<SignedIn>('/auth/sign-in', { tenant: PLANT, name, password: PASSWORD })).token;
      const { id } = await post<{ id: string }>('/conversations', { title: 'How hot is the pasteuriser?' }, theirs);
      await post(`/conversations/${id}/break-glass`, { reason: 'The night shift reported a wrong limit.' }, token);
      await post(`/privacy/people/${ids.get(name)}/hold`, { reason: 'A claim against the plant is pending.' }, token);
    },
    async untilRead(count) {
      await vi.waitUntil(async () => (await documents()).filter(({ status }) => status === 'ready').length === count, { timeout: 240_000, interval: 250 });
    },
  };
}

const bearer = (token: string | undefined): Record<string, string> => (token === undefined ? {} : { authorization: `Bearer ${token}` });

async function read<T>(answer: Response): Promise<T> {
  const body = await answer.text();
  if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}: ${body}`);
  return JSON.parse(body) as T;
}
