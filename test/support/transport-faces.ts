import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink as HttpLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { CallFailed } from '#core/pipeline/call-failed.ts';
import type { Pipeline } from '#core/pipeline/pipeline.ts';
import type { ErrorBody } from '#shared/contract/errors.ts';
import { allOperations } from '#shared/contract/index.ts';
import { createHttpServer, type HttpServer, type HttpServerOptions } from '#transports/http/http-server.ts';
import { servePort } from '#transports/port/serve-port.ts';

export interface FaceCall {
  token?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** One way to reach the pipeline, seen from the caller's end. */
export interface Face {
  name: string;
  call(operation: string, input: unknown, options?: FaceCall): Promise<unknown>;
  stream(operation: string, input: unknown, options?: FaceCall): Promise<AsyncIterable<unknown>>;
  close(): Promise<void>;
}

/** An error as a face's caller sees it. */
export class FaceError extends Error {
  readonly body: ErrorBody;
  readonly status: number | undefined;
  /** Everything the wire carried, to search for what it must not. */
  readonly raw: string;

  constructor(body: ErrorBody, status: number | undefined, raw: string) {
    super(body.message);
    this.body = body;
    this.status = status;
    this.raw = raw;
  }
}

export const quietLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

export async function startTestServer(pipeline: Pipeline, options: Partial<HttpServerOptions> = {}): Promise<HttpServer> {
  const empty = await mkdtemp(join(tmpdir(), 'millwright-screens-'));
  const server = await createHttpServer({ pipeline, host: '127.0.0.1', port: 0, staticDirectory: empty, log: quietLog, ...options });
  return {
    ...server,
    close: async () => {
      await server.close();
      await rm(empty, { recursive: true, force: true });
    },
  };
}

export function inProcessFace(pipeline: Pipeline): Face {
  const invoke = (operation: string, input: unknown, { token, signal }: FaceCall = {}) =>
    pipeline
      .invoke({
        operation,
        input,
        credential: token === undefined ? { kind: 'none' } : { kind: 'session', token },
        signal: signal ?? new AbortController().signal,
        caller: 'test',
      })
      .catch(rethrow);
  return {
    name: 'in-process',
    async call(operation, input, options) {
      const outcome = await invoke(operation, input, options);
      if (outcome.kind !== 'value') throw new Error('expected a value');
      return outcome.value;
    },
    async stream(operation, input, options) {
      const outcome = await invoke(operation, input, options);
      if (outcome.kind !== 'stream') throw new Error('expected a stream');
      return normalised(outcome.events);
    },
    close: async () => undefined,
  };
}

export function rpcFace(url: string): Face {
  const link = new HttpLink<FaceCall>({ url: `${url}/rpc`, headers: ({ context }) => authorization(context.token) });
  return orpcFace('http /rpc', link, async () => undefined);
}

export function portFace(pipeline: Pipeline): Face {
  const { port1, port2 } = new MessageChannel();
  const served = servePort(port2, { pipeline, caller: 'window:1', log: quietLog });
  port1.start();
  const link = new PortLink<FaceCall>({ port: port1, headers: ({ context }) => authorization(context.token) });
  return orpcFace('port', link, async () => served.close());
}

type AnyLink = HttpLink<FaceCall> | PortLink<FaceCall>;

function orpcFace(name: string, link: AnyLink, close: () => Promise<void>): Face {
  const client = createORPCClient<Record<string, Record<string, (input: unknown, options: unknown) => Promise<unknown>>>>(link);
  const run = async (operation: string, input: unknown, { token, signal }: FaceCall = {}) => {
    const [feature = '', key = ''] = operation.split('.');
    const call = client[feature]?.[key];
    if (!call) throw new Error('no such path');
    return call(input, { context: { token }, ...(signal ? { signal } : {}) }).catch(rethrow);
  };
  return { name, call: run, stream: async (...args) => normalised((await run(...args)) as AsyncIterable<unknown>), close };
}

export function v1Face(url: string): Face {
  const send = async (operation: string, input: unknown, { token, signal }: FaceCall = {}) => {
    const { address, init } = v1Request(operation, input);
    const response = await fetch(`${url}${address}`, { ...init, headers: { ...init.headers, ...authorization(token) }, ...(signal ? { signal } : {}) });
    if (!response.ok) {
      const raw = await response.text();
      throw new FaceError((JSON.parse(raw) as { error: ErrorBody }).error, response.status, raw);
    }
    return response;
  };
  return {
    name: 'http /v1',
    async call(operation, input, options) {
      const response = await send(operation, input, options);
      const type = response.headers.get('content-type') ?? '';
      return type.startsWith('application/json') ? response.json() : response.blob();
    },
    async stream(operation, input, options) {
      const response = await send(operation, input, options);
      return serverSentEvents(response);
    },
    close: async () => undefined,
  };
}

/** The request that a declaration asks for: fields in the path, the rest in the query or the body. */
function v1Request(operation: string, input: unknown): { address: string; init: RequestInit & { headers: Record<string, string> } } {
  const declared = allOperations().find((one) => one.name === operation);
  const [method, path] = declared?.http ?? ['POST', '/no/such/operation'];
  const rest: Record<string, unknown> = { ...(input as object) };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = String(rest[name]);
    delete rest[name];
    return encodeURIComponent(value);
  });
  if (method === 'GET' || method === 'DELETE') {
    const query = new URLSearchParams(Object.entries(rest).map(([key, value]) => [key, String(value)]));
    return { address: `/v1${filled}?${query}`, init: { method, headers: {} } };
  }
  if (rest['bytes'] instanceof Blob) {
    const { bytes, ...query } = rest;
    const address = `/v1${filled}?${new URLSearchParams(query as Record<string, string>)}`;
    return { address, init: { method, headers: { 'content-type': 'application/octet-stream' }, body: bytes as Blob } };
  }
  return { address: `/v1${filled}`, init: { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(rest) } };
}

/** Reads `text/event-stream`; ends at `end`, throws at `error`. */
export async function* serverSentEvents(response: Response): AsyncGenerator<unknown> {
  if (!response.body) return;
  const decoder = new TextDecoder();
  let buffer = '';
  for await (const piece of response.body) {
    buffer += decoder.decode(piece, { stream: true });
    for (let at = buffer.indexOf('\n\n'); at >= 0; at = buffer.indexOf('\n\n')) {
      const frame = buffer.slice(0, at);
      buffer = buffer.slice(at + 2);
      const name = /^event: (.*)$/m.exec(frame)?.[1];
      const data = /^data: (.*)$/m.exec(frame)?.[1];
      if (name === undefined || data === undefined) continue;
      if (name === 'end') return;
      if (name === 'error') throw new FaceError((JSON.parse(data) as { error: ErrorBody }).error, response.status, frame);
      yield JSON.parse(data);
    }
  }
  throw new Error('the stream was cut');
}

async function* normalised(events: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* events;
  } catch (error) {
    rethrow(error);
  }
}

function rethrow(error: unknown): never {
  if (error instanceof CallFailed) throw new FaceError(error.body(), error.error.status, JSON.stringify(error.body()));
  if (error instanceof ORPCError) throw new FaceError(error.data as ErrorBody, error.status, JSON.stringify(error.toJSON()));
  throw error;
}

function authorization(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
