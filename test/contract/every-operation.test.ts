import { describe, expect, test } from 'vitest';
import { AUDIT_EVENTS } from '#shared/contract/audit-events.ts';
import type { Operation } from '#shared/contract/define-operations.ts';
import { ERRORS } from '#shared/contract/errors.ts';
import { allOperations } from '#shared/contract/index.ts';
import { PERMISSIONS } from '#shared/contract/permissions.ts';
import { openApiDocument } from '#transports/http/open-api.ts';

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
  need(!(operation.audit?.keep ?? []).some((name) => ['password', 'current', 'next', 'content', 'message', 'question', 'query'].includes(name)), 'keeps content');
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

describe('the OpenAPI document', () => {
  const document = JSON.parse(JSON.stringify(openApiDocument('1.2.3'))) as {
    openapi: string;
    paths: Record<string, Record<string, Record<string, unknown>>>;
    components: { schemas: Record<string, unknown> };
  };
  const described = Object.entries(document.paths).flatMap(([path, item]) => Object.entries(item).map(([method, one]) => ({ path, method, one })));

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
