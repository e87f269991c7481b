import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AUDIT_EVENTS } from '#shared/contract/audit-events.ts';
import type { Operation } from '#shared/contract/define-operations.ts';
import { ERRORS } from '#shared/contract/errors.ts';
import { allOperations } from '#shared/contract/index.ts';
import { PERMISSIONS } from '#shared/contract/permissions.ts';
import { isSecretField } from '#shared/contract/secret-fields.ts';
import { openApiDocument } from '#transports/http/open-api.ts';

/** What people write, or what names something. */
const CONTENT = ['content', 'message', 'question', 'query', 'name', 'admin', 'filename', 'path', 'title', 'reason', 'why', 'tag', 'tags', 'term', 'means', 'description', 'confirm'];
/** Text without a closed list that a record may hold all the same: what a plant's sign-in service and a language are called by machines. */
const KEPT_TEXT = ['sso.configure issuer', 'sso.configure clientId', 'recognition.add code', 'recognition.remove code'];

/** Whether a kept field can hold whatever somebody types, anywhere in it. */
function holdsFreeText(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const { type, format, enum: closed, const: constant } = schema as Record<string, unknown>;
  if (type === 'string') return format === undefined && closed === undefined && constant === undefined;
  return Object.values(schema).some((each) => (Array.isArray(each) ? each.some(holdsFreeText) : holdsFreeText(each)));
}

/** Fields below a schema by name, at any depth. */
function fieldNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Object.keys((schema as { properties?: object }).properties ?? {});
  return [...own, ...Object.values(schema).flatMap(fieldNames)];
}

const inputSchema = ({ input }: Operation): { properties?: Record<string, unknown> } => z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });

const RATES = ['ask', 'search', 'read', 'write', 'upload', 'sign-in', 'none'];

/** What is missing or wrong about a declaration, in words; the walk below must find nothing. */
function problemsOf(operation: Operation): string[] {
  const problems: string[] = [];
  const need = (holds: boolean, problem: string) => void (holds || problems.push(problem));
  const inPath = [...(operation.http?.[1] ?? '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const fields = 'shape' in operation.input ? Object.keys(operation.input.shape as object) : [];
  need((operation.summary ?? '').length > 10, 'has no summary');
  need(operation.permission === 'anonymous' || PERMISSIONS.includes(operation.permission), 'has no permission of the closed list');
  need(operation.audit === null || AUDIT_EVENTS.includes(operation.audit?.event), 'has no audit event and does not say null');
  need(RATES.includes(operation.rate), 'has no rate class');
  need(typeof operation.changes === 'boolean', 'does not say whether it changes anything');
  need(Boolean(operation.output) !== Boolean(operation.yields), 'has neither one output nor one stream');
  need(inPath.every((name) => fields.includes(name)), 'has a path field that is not an input');
  need((operation.audit?.keep ?? []).every((name) => fields.includes(name)), 'keeps a field that is not an input');
  const kept = operation.audit?.keep ?? [];
  const properties = kept.length > 0 ? inputSchema(operation).properties : {};
  need((operation.audit?.hashed ?? []).every((name) => fields.includes(name) && !isSecretField(name)), 'hashes a field that is not an input, or a secret');
  need(!kept.some((name) => CONTENT.includes(name)), 'keeps content');
  const doubtful = kept.filter((name) => !KEPT_TEXT.includes(`${operation.name} ${name}`));
  need(!doubtful.some(isSecretField), 'keeps a secret');
  need(!doubtful.some((name) => holdsFreeText(properties?.[name])), 'keeps what somebody may type');
  need(!operation.changes || operation.audit !== null, 'changes something unrecorded');
  need(!['documents', 'search', 'conversations', 'audit'].includes(operation.feature) || operation.audit !== null, 'gives content unrecorded');
  need(operation.errors.every((code) => code in ERRORS), 'has an error outside the closed list');
  need(operation.permission !== 'anonymous' || operation.rate !== 'none' || !operation.changes, 'lets strangers change things without limit');
  return problems;
}

describe('every operation of the contract', () => {
  test.each(allOperations().map((operation) => [operation.name, operation] as const))('%s carries its metadata', (_name, operation) => {
    expect(problemsOf(operation)).toEqual([]);
  });

  test('has a name and a route of its own', () => {
    const names = allOperations().map(({ name }) => name);
    const routes = allOperations().map(({ http: [method, path] }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(routes).size).toBe(routes.length);
  });

  test('a declaration without metadata is found by this walk', () => {
    const [sound] = allOperations().filter(({ name }) => name === 'documents.delete');
    if (!sound) throw new Error('documents.delete is gone');
    const broken = { ...sound, permission: undefined, audit: undefined, rate: undefined } as unknown as Operation;
    expect(problemsOf(broken)).toHaveLength(3);
  });
});

describe('what a record may keep', () => {
  const uploads = allOperations().find(({ name }) => name === 'documents.upload');

  test.each([['filename', 'keeps content'], ['tags', 'keeps content'], ['revision', 'keeps what somebody may type']])('%s is refused', (field, problem) => {
    if (!uploads?.audit) throw new Error('documents.upload is gone');
    expect(problemsOf({ ...uploads, audit: { ...uploads.audit, keep: [field] } })).toContain(problem);
  });

  test('a password is refused even where it would be hashed', () => {
    const [signIn] = allOperations().filter(({ name }) => name === 'auth.signIn');
    if (!signIn?.audit) throw new Error('auth.signIn is gone');
    expect(problemsOf({ ...signIn, audit: { ...signIn.audit, keep: ['password'] } })).toContain('keeps a secret');
  });

  test('every input that proves who somebody is stays out of the hash of the request', () => {
    const proofs = allOperations().flatMap((operation) => fieldNames(inputSchema(operation)).filter((name) => /password|^pin$|^code$|secret|token$|^link$|^state$/i.test(name)).map((name) => `${operation.name} ${name}`));
    // The code of a language is none.
    const hashed = proofs.filter((each) => !each.startsWith('recognition.') && !isSecretField(each.split(' ')[1] ?? ''));
    expect(proofs.length).toBeGreaterThan(10);
    expect(hashed).toEqual([]);
  });
});

describe('the OpenAPI document', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument('1.2.3'))) as {
    openapi: string;
    paths: Record<string, Record<string, Record<string, unknown>>>;
    components: { schemas: Record<string, unknown> };
  };
  const everything = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, one]) => ({ path, method, one })));
  const isSecondPath = ({ one }: { one: Record<string, unknown> }): boolean => /\.\d+$/.test(String(one['operationId']));
  const described = everything.filter((each) => !isSecondPath(each));

  test('describes every operation at its verb and path, with who may call it and how it is recorded', () => {
    expect(document.openapi).toMatch(/^3\.1/);
    expect(described.map(({ one }) => one['operationId']).toSorted()).toEqual(allOperations().map(({ name }) => name).toSorted());
    for (const operation of allOperations()) {
      const one = document.paths[`/v1${operation.http[1]}`]?.[operation.http[0].toLowerCase()];
      expect(one, operation.name).toMatchObject({
        'x-permission': operation.permission,
        'x-audit-event': operation.audit?.event ?? null,
        'x-rate-class': operation.rate,
      });
    }
  });

  test('collections are found below what the plant knows as well, and plants where admins work, under names of their own', () => {
    const second = everything.filter(isSecondPath).map(({ path, method }) => `${method} ${path}`);
    for (const [first, further] of [['collections', 'knowledge/collections'], ['collections', 'admin/knowledge/collections'], ['tenants', 'admin/tenants']] as const) {
      const there = described.filter(({ path }) => path.split('/')[2] === first).map(({ path, method }) => `${method} ${path.replace(first, further)}`);
      expect(there.length).toBeGreaterThan(3);
      expect(second).toEqual(expect.arrayContaining(there));
    }
    expect(new Set(everything.map(({ one }) => one['operationId'])).size).toBe(everything.length);
  });

  test('every parameter of a path is declared, and every reference leads somewhere', () => {
    for (const { path, one } of described) {
      const declared = ((one['parameters'] ?? []) as { name: string; in: string; schema?: unknown }[]).filter((parameter) => parameter.in === 'path');
      expect(declared.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    }
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) expect(reference).toBe('#/components/schemas/Error');
    expect(document.components.schemas).toHaveProperty('Error');
  });

  test('every answer has a description and every streamed one says so', () => {
    for (const { one } of described) {
      for (const answer of Object.values(one['responses'] as Record<string, { description: string }>)) expect(answer.description).not.toBe('');
    }
    expect(JSON.stringify(document.paths['/v1/conversations/{id}/chat'])).toContain('text/event-stream');
    expect(JSON.stringify(document.paths['/v1/documents/upload'])).toContain('multipart/form-data');
  });
});
