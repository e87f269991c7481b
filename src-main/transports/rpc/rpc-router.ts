import { os } from '@orpc/server';
import type { Outcome, Pipeline } from '#core/pipeline/pipeline.ts';
import { contract } from '#shared/contract/index.ts';
import type { CallContext } from './call-context.ts';
import { forwardEvents } from './forward-events.ts';
import { toWireError } from './orpc-error.ts';
import type { TransportLog } from './transport-log.ts';

interface ProcedureCall {
  operation: string;
  input: unknown;
  context: CallContext;
  signal?: AbortSignal | undefined;
}

/**
 * One oRPC router over the whole contract, path `[feature, operation]`. No procedure has a schema: oRPC would validate before
 * the pipeline has authorised, and a stranger could probe schemas.
 */
export function createRpcRouter(pipeline: Pipeline, log: TransportLog) {
  const base = os.$context<CallContext>();
  const unexpected = (error: unknown, correlationId: string) => log.error('call failed outside the pipeline', { correlationId, error: String(error) });

  const invoke = async ({ operation, input, context, signal }: ProcedureCall) => {
    const leaving = new AbortController();
    const signals = [leaving.signal, signal, context.closing].filter((one) => one !== undefined);
    const outcome: Outcome = await pipeline.invoke({
      operation,
      input: input ?? {},
      credential: context.credential,
      caller: context.caller,
      agent: context.agent ?? null,
      signal: AbortSignal.any(signals),
      ...(context.correlationId === undefined ? {} : { correlationId: context.correlationId }),
    });
    if (outcome.kind === 'value') return context.onValue ? context.onValue(operation, outcome.value) : outcome.value;
    return forwardEvents(outcome.events, { leave: () => leaving.abort(), mapError: (error) => toWireError(error, unexpected) });
  };

  const procedure = (operation: string) =>
    base.handler(({ input, context, signal }) =>
      invoke({ operation, input, context, signal }).catch((thrown: unknown) => {
        const error = toWireError(thrown, unexpected);
        context.onFailure?.(error.code);
        throw error;
      }),
    );

  return Object.fromEntries(
    Object.entries(contract).map(([feature, operations]) => [
      feature,
      Object.fromEntries(Object.keys(operations).map((key) => [key, procedure(`${feature}.${key}`)])),
    ]),
  );
}
