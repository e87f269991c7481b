import { experimental_RPCHandler as FramedRpcHandler } from '@orpc/server/crossws';
import type { StandardRPCHandlerOptions } from '@orpc/server/standard';
import type { Pipeline } from '#core/pipeline/pipeline.ts';
import { bearerToken, sessionCredential } from '#transports/rpc/bearer-token.ts';
import type { CallContext } from '#transports/rpc/call-context.ts';
import { rpcHandlerOptions } from '#transports/rpc/rpc-handler-options.ts';
import { createRpcRouter } from '#transports/rpc/rpc-router.ts';
import type { TransportLog } from '#transports/rpc/transport-log.ts';
import { listenOnPort, type MessagePortLike } from './message-port-like.ts';

/** Largest message taken from a port, in bytes or characters: a piece of an upload with room for its frame. */
const MAX_MESSAGE = 8 * 1024 * 1024;
/** Calls one port may have running; a screen needs a handful. */
const MAX_CALLS = 512;

export interface PortService {
  pipeline: Pipeline;
  /** Names the other end in limits and logs, such as `window:1`. */
  caller: string;
  log: TransportLog;
}

export interface ServedPort {
  /** Ends every running call and closes the port. */
  close(): void;
}

/**
 * Serves the contract on a message port, for a peer that uses the `RPCLink` of `@orpc/client/message-port`. Each call carries its session in an
 * `authorization: Bearer …` header: a port proves which window speaks, not who sits before it.
 *
 * A peer that sends what no client of ours would (another kind of message, an oversized one, a flood) has its port
 * closed. oRPC's own port adapter drops the promise of each message, so that one bad frame would end the process as an
 * unhandled rejection; the framed handler speaks the same protocol and hands the promise back.
 */
export function servePort(port: MessagePortLike, { pipeline, caller, log }: PortService): ServedPort {
  const handler = new FramedRpcHandler<CallContext>(createRpcRouter(pipeline, log), portOptions(pipeline, log));
  const closing = new AbortController();
  const wire = { send: (message: unknown) => sendUnlessClosed(message) };
  let running = 0;

  listenOnPort(port, onMessage, close);
  return { close };

  function onMessage(data: unknown): void {
    if (closing.signal.aborted) return;
    const frame = toFrame(data);
    if (frame === null || running >= MAX_CALLS) return distrust(frame === null ? 'not a message of ours' : 'too many calls at once');
    running += 1;
    handler
      .message(wire, frame, { context: { credential: { kind: 'none' }, caller, closing: closing.signal } })
      .catch((error: unknown) => distrust(String(error)))
      .finally(() => {
        running -= 1;
      });
  }

  function distrust(why: string): void {
    if (closing.signal.aborted) return;
    log.warn('a message port was closed', { caller, why });
    close();
  }

  function close(): void {
    if (closing.signal.aborted) return;
    closing.abort();
    handler.close(wire);
    port.close();
  }

  function sendUnlessClosed(message: unknown): number {
    if (!closing.signal.aborted) port.postMessage(message);
    return 0;
  }
}

/** The session travels in each call's headers, so the credential is known only once the frame is decoded. */
function portOptions(pipeline: Pipeline, log: TransportLog): StandardRPCHandlerOptions<CallContext> {
  const options = rpcHandlerOptions(pipeline, log);
  return {
    ...options,
    rootInterceptors: [
      (call) => {
        const credential = sessionCredential(bearerToken(call.request.headers['authorization']));
        return call.next({ ...call, context: { ...call.context, credential } });
      },
      ...(options.rootInterceptors ?? []),
    ],
  };
}

interface Frame {
  rawData: unknown;
  uint8Array(): Uint8Array;
}

function toFrame(data: unknown): Frame | null {
  if (typeof data === 'string') {
    return data.length <= MAX_MESSAGE ? { rawData: data, uint8Array: () => new TextEncoder().encode(data) } : null;
  }
  const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
  if (!(bytes instanceof Uint8Array) || bytes.byteLength > MAX_MESSAGE) return null;
  return { rawData: bytes, uint8Array: () => bytes };
}
