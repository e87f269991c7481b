import type { Client, CallOptions, Link } from './client.ts';
import { type Failure, toFailure } from './failure.ts';

interface Hooks {
  /** The session's token, or null where a cookie carries it. */
  token: () => string | null;
  /** Told of every failed call, so that an ended session shows at once. */
  failed: (failure: Failure, operation: string) => void;
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** A typed client over a link. Paths are `[feature, operation]`, so no list of operations is needed here. */
export function createClient(link: Link, hooks: Hooks): Client {
  const fail = (thrown: unknown, name: string, signal?: AbortSignal): Failure => {
    const failure = toFailure(signal?.aborted === true ? new DOMException('Stopped', 'AbortError') : thrown);
    hooks.failed(failure, name);
    return failure;
  };

  async function* watched(stream: AsyncIterable<unknown>, name: string, signal?: AbortSignal): AsyncGenerator<unknown> {
    try {
      yield* stream;
    } catch (thrown) {
      throw fail(thrown, name, signal);
    }
  }

  const call = async (feature: string, operation: string, input: unknown, options: CallOptions = {}): Promise<unknown> => {
    const name = `${feature}.${operation}`;
    try {
      const result = await link.call([feature, operation], input, { signal: options.signal, token: hooks.token() });
      return isStream(result) && !(result instanceof Blob) ? watched(result, name, options.signal) : result;
    } catch (thrown) {
      throw fail(thrown, name, options.signal);
    }
  };

  const feature = (name: string): object =>
    new Proxy({}, { get: (_, operation) => (input: unknown, options?: CallOptions) => call(name, String(operation), input, options) });
  return new Proxy({}, { get: (_, name) => (typeof name === 'string' ? feature(name) : undefined) }) as Client;
}
