import { z } from 'zod';
import type { Operation } from '#shared/contract/define-operations.ts';
import { type ErrorCode, ERRORS } from '#shared/contract/errors.ts';
import { v1Paths } from './v1-paths.ts';
import { allOperations } from '#shared/contract/index.ts';

type Json = Record<string, unknown>;

const SIGNED_IN_ERRORS: readonly ErrorCode[] = ['UNAUTHENTICATED', 'SESSION_EXPIRED', 'FORBIDDEN'];
const COMMON_ERRORS: readonly ErrorCode[] = ['INVALID_INPUT', 'RATE_LIMITED', 'INTERNAL'];

/**
 * The OpenAPI 3.1 description of `/v1`, made from the same declarations that are served. Beside the standard it says of each operation
 * who may call it (`x-permission`), how it is recorded (`x-audit-event`) and how often it may be called (`x-rate-class`).
 */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of allOperations()) {
    v1Paths(operation).forEach((path, at) => {
      const item = (paths[`/v1${path}`] ??= {});
      item[operation.http[0].toLowerCase()] = { ...describe(operation), ...(at > 0 ? { operationId: `${operation.name}.${at + 1}` } : {}) };
    });
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Millwright', version, description: 'Answers questions about a plant from the plant\u2019s own documents.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: 'The `token` of `POST /v1/auth/sign-in`.' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'millwright_session', description: 'Set at sign-in. Changing requests then need the header `x-millwright: 1`.' },
      },
      schemas: { Error: errorSchema() },
    },
  };
}

function describe(operation: Operation): Json {
  const anonymous = operation.permission === 'anonymous';
  return {
    operationId: operation.name,
    tags: [operation.feature],
    summary: operation.summary,
    security: anonymous ? [] : [{ session: [] }, { cookie: [] }],
    'x-permission': operation.permission,
    'x-audit-event': operation.audit?.event ?? null,
    'x-rate-class': operation.rate,
    ...inputOf(operation),
    responses: { ...successOf(operation), ...failuresOf(operation) },
  };
}

function inputOf(operation: Operation): Json {
  const [method, path] = operation.http;
  const schema = jsonSchema(operation.input, 'input');
  const properties = (schema['properties'] ?? {}) as Record<string, Json>;
  const required = (schema['required'] ?? []) as string[];
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const others = Object.keys(properties).filter((name) => !inPath.includes(name));
  const parameters: Json[] = inPath.map((name) => ({ name, in: 'path', required: true, schema: properties[name] ?? { type: 'string' } }));
  if (method === 'GET' || method === 'DELETE') {
    parameters.push(...others.map((name) => ({ name, in: 'query', required: required.includes(name), schema: properties[name] })));
    return { parameters };
  }
  if (others.length === 0) return { parameters };
  if ('bytes' in properties) {
    const query = others.filter((name) => name !== 'bytes').map((name) => ({ name, in: 'query', required: required.includes(name), schema: properties[name] }));
    return { parameters: [...parameters, ...query], requestBody: { required: true, content: { 'application/octet-stream': {} } } };
  }
  const body = objectOf(properties, others, required);
  return { parameters, requestBody: { required: true, content: { 'application/json': { schema: body }, ...filesOf(properties, others, required) } } };
}

/** Operations that take `content` also take whole files; their other fields must stand before the files. */
function filesOf(properties: Record<string, Json>, names: string[], required: string[]): Json {
  if (!names.includes('content')) return {};
  const fields = names.filter((name) => name !== 'content' && name !== 'filename');
  const schema = objectOf({ ...properties, file: { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } } }, [...fields, 'file'], [
    ...required,
    'file',
  ]);
  return { 'multipart/form-data': { schema } };
}

function objectOf(properties: Record<string, Json>, names: string[], required: string[]): Json {
  const needed = names.filter((name) => required.includes(name));
  return { type: 'object', properties: Object.fromEntries(names.map((name) => [name, properties[name]])), ...(needed.length > 0 ? { required: needed } : {}) };
}

function successOf(operation: Operation): Json {
  const status = String(operation.yields ? 200 : (operation.status ?? 200));
  if (operation.yields) {
    const description = 'Events as they happen: `event:` names the kind, `data:` is JSON; ends with `event: end` or `event: error`';
    const whole = operation.whole ? { 'application/json': { schema: jsonSchema(operation.whole, 'output') } } : {};
    if (operation.wire === 'openai') return { [status]: { description: 'In one piece, or with `stream` as events: `data:` is JSON, the last is `[DONE]`', content: { ...whole, 'text/event-stream': { schema: jsonSchema(operation.yields, 'output') } } } };
    return { [status]: { description, content: { 'text/event-stream': { schema: jsonSchema(operation.yields, 'output') } } } };
  }
  if (operation.output instanceof z.ZodCustom) return { [status]: { description: 'The file', content: { '*/*': {} } } };
  return { [status]: { description: 'Done', content: { 'application/json': { schema: jsonSchema(operation.output, 'output') } } } };
}

function failuresOf(operation: Operation): Json {
  const codes = [...new Set([...operation.errors, ...(operation.permission === 'anonymous' ? [] : SIGNED_IN_ERRORS), ...COMMON_ERRORS])];
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      String(status),
      {
        description: group.map((code) => `${code}: ${ERRORS[code][1]}`).join(' '),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}

function errorSchema(): Json {
  const error = {
    type: 'object',
    required: ['code', 'message', 'correlationId'],
    properties: {
      code: { type: 'string', enum: Object.keys(ERRORS) },
      message: { type: 'string', description: 'A sentence a person can act on.' },
      correlationId: { type: 'string' },
      retryAfter: { type: 'number', description: 'Seconds.' },
    },
  };
  return { type: 'object', required: ['error'], properties: { error } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return rest;
}
