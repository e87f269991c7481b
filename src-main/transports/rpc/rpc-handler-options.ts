import { StandardRPCJsonSerializer, StandardRPCSerializer } from '@orpc/client/standard';
import type { StandardRPCHandlerOptions } from '@orpc/server/standard';
import type { Pipeline } from '#core/pipeline/pipeline.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { CallContext } from './call-context.ts';
import { toWireError, type WireError } from './orpc-error.ts';
import type { TransportLog } from './transport-log.ts';

/** Options every oRPC handler of ours shares, whatever carries the bytes: our errors, and our answer to an unknown path. */
export function rpcHandlerOptions(pipeline: Pipeline, log: TransportLog): StandardRPCHandlerOptions<CallContext> {
  const serializer = new StandardRPCSerializer(new StandardRPCJsonSerializer());
  const unexpected = (error: unknown, correlationId: string) => log.error('call failed outside the pipeline', { correlationId, error: String(error) });

  return {
    rootInterceptors: [
      async (options) => {
        const result = await options.next();
        if (result.matched) return result;
        const path = options.request.url.pathname.slice(options.prefix?.length ?? 0);
        const error = toWireError(await unknownOperation(pipeline, path, options.context), unexpected);
        return { matched: true, response: { status: error.status, headers: {}, body: serializer.serialize(error.toJSON()) } };
      },
    ],
    interceptors: [
      async ({ next, request }) => {
        try {
          return await next();
        } catch (error) {
          throw wireError(error, request.signal);
        }
      },
    ],
  };

  function wireError(error: unknown, signal: AbortSignal | undefined): WireError {
    // A body that breaks off or does not decode is an ordinary event on a wire, not a fault of ours.
    const unreadable = error instanceof SyntaxError || error instanceof TypeError;
    if (unreadable && !signal?.aborted) log.warn('a request could not be read', { error: String(error) });
    return toWireError(unreadable ? new MillwrightError('INVALID_INPUT') : error, unexpected);
  }
}

/** The pipeline answers for unknown operations too, so that strangers are limited and logged the same way everywhere. */
async function unknownOperation(pipeline: Pipeline, path: string, context: CallContext): Promise<unknown> {
  const operation = path.replace(/^\/+/, '').split('/').join('.').slice(0, 128);
  try {
    await pipeline.invoke({ operation, input: {}, credential: context.credential, caller: context.caller, signal: new AbortController().signal });
    return new MillwrightError('OPERATION_NOT_FOUND');
  } catch (error) {
    return error;
  }
}
