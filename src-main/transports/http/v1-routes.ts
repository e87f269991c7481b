import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pipeline } from '#core/pipeline/pipeline.ts';
import type { Operation } from '#shared/contract/define-operations.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { allOperations } from '#shared/contract/index.ts';
import { UPLOAD_PIECE_BYTES } from '#shared/contract/uploads.ts';
import type { HttpLimits } from './http-limits.ts';
import type { RequestCall } from './request-call.ts';
import { requestFailure } from './request-error.ts';
import { sendOutcome } from './send-outcome.ts';
import { applySession, clearSession, endSessionBefore } from './session-cookie.ts';
import { uploadDocuments, uploadWithEvents } from './upload-routes.ts';
import { v1Paths } from './v1-paths.ts';
import { v1Input } from './v1-input.ts';

/** Operations whose content may come as `multipart/form-data`. */
const MULTIPART: Record<string, typeof uploadDocuments> = { 'documents.upload': uploadDocuments, 'models.import': uploadWithEvents };

export interface V1Options {
  pipeline: Pipeline;
  limits: HttpLimits;
  secure: boolean;
  callOf: (request: FastifyRequest, reply: FastifyReply) => RequestCall;
  onUnexpected: (error: unknown, correlationId: string) => void;
}

/** `/v1`: every operation of the contract at the verb and path it declares. */
export async function v1Routes(app: FastifyInstance, options: V1Options): Promise<void> {
  await app.register(multipart, { limits: { fileSize: options.limits.uploadBytes }, throwFileSizeLimit: false });
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer', bodyLimit: UPLOAD_PIECE_BYTES }, (_request, body, done) => done(null, body));
  for (const operation of allOperations()) for (const path of v1Paths(operation)) addRoute(app, operation, path, options);
}

function addRoute(app: FastifyInstance, operation: Operation, path: string, options: V1Options): void {
  const [method] = operation.http;
  app.route({
    method,
    url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { operation },
    // What watches over a server asks with HEAD; nothing else runs for an answer that nobody reads.
    exposeHeadRoute: method === 'GET' && operation.permission === 'anonymous',
    handler: (request, reply) => answer(request, reply, operation, options),
  });
}

async function answer(request: FastifyRequest, reply: FastifyReply, operation: Operation, options: V1Options): Promise<FastifyReply> {
  const { pipeline, limits, secure, callOf, onUnexpected } = options;
  const call = callOf(request, reply);
  const invoke = (input: unknown) => pipeline.invoke({ ...call, operation: operation.name, input });
  const toFailure = (error: unknown) => {
    const failure = requestFailure(error, call.correlationId);
    if (!failure.expected) onUnexpected(error, failure.body.correlationId);
    return failure;
  };
  const send = { heartbeatMs: limits.heartbeatMs, toFailure };

  const withFiles = MULTIPART[operation.name];
  if (request.isMultipart()) {
    if (!withFiles) throw new MillwrightError('INVALID_INPUT', 'Send application/json to this address.');
    return withFiles({ request, reply, operation, limits, send, invoke: (input) => pipeline.invoke({ ...call, correlationId: undefined, operation: operation.name, input }) });
  }
  try {
    const outcome = await invoke(v1Input(request));
    if (outcome.kind === 'value') {
      applySession(reply, operation.name, outcome.value, secure);
      await endSessionBefore(pipeline, request, call, operation.name, outcome.value);
    }
    return await sendOutcome(reply, operation, outcome, send);
  } catch (error) {
    if (toFailure(error).body.code === 'SESSION_EXPIRED') clearSession(reply, secure);
    throw error;
  }
}
