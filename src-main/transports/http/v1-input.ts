import type { FastifyRequest } from 'fastify';

/**
 * The input of an operation out of a request: query or body, then the path, which always wins. Nothing is converted here; the fields of
 * paths and queries say in their schemas how they are read from text.
 */
export function v1Input(request: FastifyRequest): Record<string, unknown> {
  const params = asRecord(request.params);
  if (request.method === 'GET' || request.method === 'DELETE') return { ...asRecord(request.query), ...params };
  if (Buffer.isBuffer(request.body)) {
    return { ...asRecord(request.query), bytes: new Blob([new Uint8Array(request.body)]), ...params };
  }
  // A body that is not an object stays what it is: the schema then says so, after the caller has been checked.
  if (request.body !== undefined && !isRecord(request.body)) return { body: request.body };
  return { ...asRecord(request.body), ...params };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
