import { RPCHandler } from '@orpc/server/fastify';
import type { StandardRPCHandlerOptions } from '@orpc/server/standard';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Pipeline } from '#core/pipeline/pipeline.ts';
import { allOperations } from '#shared/contract/index.ts';
import type { CallContext } from '#transports/rpc/call-context.ts';
import { rpcHandlerOptions } from '#transports/rpc/rpc-handler-options.ts';
import { createRpcRouter } from '#transports/rpc/rpc-router.ts';
import type { TransportLog } from '#transports/rpc/transport-log.ts';
import { formBytes } from './form-bytes.ts';
import type { HttpLimits } from './http-limits.ts';
import type { RequestCall } from './request-call.ts';
import './fastify-config.ts';
import { applySession, clearSession, endSessionBefore, withoutToken } from './session-cookie.ts';

export interface RpcOptions {
  pipeline: Pipeline;
  limits: HttpLimits;
  log: TransportLog;
  secure: boolean;
  callOf: (request: FastifyRequest, reply: FastifyReply) => RequestCall;
}

/** `/rpc`: the protocol of our own screens (oRPC), for the session in the cookie. */
export async function rpcRoutes(app: FastifyInstance, { pipeline, limits, log, secure, callOf }: RpcOptions): Promise<void> {
  const options = rpcHandlerOptions(pipeline, log);
  const handler = new RPCHandler<CallContext>(createRpcRouter(pipeline, log), {
    ...options,
    rootInterceptors: [formsAsBytes, ...(options.rootInterceptors ?? [])],
    eventIteratorKeepAliveInterval: limits.heartbeatMs,
  });
  app.addContentTypeParser(/^multipart\/form-data/, { parseAs: 'buffer', bodyLimit: limits.formBytes }, (request, body, done) => {
    readForm(body as Buffer, request.headers['content-type'] ?? '').then((form) => done(null, form), done);
  });

  // oRPC names every body of bytes as a file, and takes a named body for one.
  app.addHook('onSend', async (_request, reply) => {
    if (String(reply.getHeader('content-type')).startsWith('multipart/')) reply.removeHeader('content-disposition');
  });

  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    const call = callOf(request, reply);
    const context: CallContext = {
      credential: call.credential,
      caller: call.caller,
      agent: call.agent,
      correlationId: call.correlationId,
      closing: call.signal,
      onValue: async (operation, value) => {
        applySession(reply, operation, value, secure);
        await endSessionBefore(pipeline, request, call, operation, value);
        return withoutToken(operation, value);
      },
      onFailure: (code) => {
        if (code === 'SESSION_EXPIRED') clearSession(reply, secure);
      },
    };
    request.body ??= {};
    await handler.handle(request, reply, { prefix: '/rpc', context });
  };

  for (const operation of allOperations()) app.post(`/${operation.name.replace('.', '/')}`, { config: { operation } }, handle);
  app.post('/*', handle);
}

const formsAsBytes: NonNullable<StandardRPCHandlerOptions<CallContext>['rootInterceptors']>[number] = async ({ next }) => {
  const result = await next();
  if (!result.matched || !(result.response.body instanceof FormData)) return result;
  return { ...result, response: { ...result.response, body: formBytes(result.response.body) } };
};

async function readForm(body: Buffer, contentType: string): Promise<FormData> {
  return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
}
