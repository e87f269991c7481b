import { hostname, networkInterfaces } from 'node:os';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifyServerOptions } from 'fastify';
import type { Pipeline } from '#core/pipeline/pipeline.ts';
import { refusal } from '#transports/rpc/public-failure.ts';
import type { TransportLog } from '#transports/rpc/transport-log.ts';
import { addGuards } from './guards.ts';
import { createHostAllowList } from './host-allow-list.ts';
import { DEFAULT_LIMITS, type HttpLimits } from './http-limits.ts';
import { openApiDocument } from './open-api.ts';
import { agentOf, callerOf, newCorrelationId, requestSignal } from './request-call.ts';
import { requestFailure } from './request-error.ts';
import { rpcRoutes } from './rpc-routes.ts';
import { screens } from './screens.ts';
import { API_HEADERS } from './security-headers.ts';
import { sendJson } from './send-outcome.ts';
import { unreadableRequest } from './unreadable-request.ts';
import { sendFailure } from './send-failure.ts';
import { credentialOf } from './session-cookie.ts';
import { v1Routes } from './v1-routes.ts';

export interface HttpServerOptions {
  pipeline: Pipeline;
  /** Address to listen on; loopback unless someone decided otherwise. */
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** The built screens (`out/renderer`). */
  staticDirectory: string;
  /** PEM texts. With them the server speaks HTTPS only. */
  tls?: { key: string; cert: string };
  /** Further names this machine is known by. */
  names?: readonly string[];
  version?: string;
  log: TransportLog;
  limits?: Partial<HttpLimits>;
}

export interface HttpServer {
  address: { host: string; port: number; url: string };
  /** Ends running streams, lets plain requests finish for a moment, then closes. */
  close(): Promise<void>;
}

/**
 * The appliance's door: `/v1` and `/openapi.json` for programs, `/rpc` and the screens for browsers.
 *
 * @throws the listen error of Node (`EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`)
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const closing = new AbortController();
  const app = createApp(options, limits);
  const secure = options.tls !== undefined;
  const hostAllowed = createHostAllowList(options.host, ownAddresses(), [hostname(), ...(options.names ?? [])]);

  await app.register(cookie);
  addGuards(app, { hostAllowed, secure, limits });
  addFailures(app, options.log);
  const callOf = (request: FastifyRequest, reply: FastifyReply) => ({
    credential: credentialOf(request).credential,
    caller: callerOf(request),
    agent: agentOf(request),
    correlationId: request.correlationId,
    signal: requestSignal(reply, closing.signal),
  });
  const onUnexpected = (error: unknown, correlationId: string) => logUnexpected(options.log, error, correlationId);
  await app.register(v1Routes, { prefix: '/v1', pipeline: options.pipeline, limits, secure, callOf, onUnexpected });
  await app.register(rpcRoutes, { prefix: '/rpc', pipeline: options.pipeline, limits, log: options.log, secure, callOf });
  await app.register(screens, { directory: options.staticDirectory });
  const description = openApiDocument(options.version ?? '0.0.0');
  app.get('/openapi.json', (_request, reply) => sendJson(reply, description));

  await app.listen({ host: options.host, port: options.port }).catch(async (error: unknown) => {
    await app.close();
    throw error;
  });
  return { address: addressOf(app, options.host, secure), close: () => closeServer(app, closing, limits.closeMs) };
}

function createApp({ tls }: HttpServerOptions, limits: HttpLimits): FastifyInstance {
  const options = {
    logger: false,
    bodyLimit: limits.jsonBytes,
    exposeHeadRoutes: false,
    requestTimeout: 0,
    keepAliveTimeout: 10_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    frameworkErrors: (error, request, reply) => {
      reply.headers(API_HEADERS);
      sendFailure(reply, requestFailure(error, request.correlationId || newCorrelationId()));
    },
    clientErrorHandler: (error, socket) => {
      if (socket.writable) socket.end(unreadableRequest(error.code));
    },
  } satisfies FastifyServerOptions;
  const app = tls ? (Fastify({ ...options, https: tls }) as unknown as FastifyInstance) : Fastify(options);
  app.server.headersTimeout = limits.headersMs;
  app.server.maxConnections = limits.connections;
  app.removeContentTypeParser('text/plain');
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  // No body at all is as good as an empty object: several operations take no input.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, body as string, done),
  );
  return app;
}

function addFailures(app: FastifyInstance, log: TransportLog): void {
  app.setErrorHandler((error, request, reply) => {
    const failure = requestFailure(error, request.correlationId);
    if (!failure.expected && !hasLeft(error)) logUnexpected(log, error, failure.body.correlationId);
    return sendFailure(reply, failure);
  });
  app.setNotFoundHandler((request, reply) => {
    const isCall = /^\/(v1|rpc)(\/|$)/.test(request.url);
    return sendFailure(reply, refusal('OPERATION_NOT_FOUND', isCall ? 'There is no such operation.' : 'There is nothing at this address.', request.correlationId));
  });
}

/** Whoever read a stream went away in its midst. */
const hasLeft = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

function logUnexpected(log: TransportLog, error: unknown, correlationId: string): void {
  log.error('a request failed unexpectedly', { correlationId, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

function addressOf(app: FastifyInstance, host: string, secure: boolean): HttpServer['address'] {
  const bound = app.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const shown = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return { host, port, url: `${secure ? 'https' : 'http'}://${shown.includes(':') ? `[${shown}]` : shown}:${port}` };
}

async function closeServer(app: FastifyInstance, closing: AbortController, closeMs: number): Promise<void> {
  closing.abort(new Error('the server closes'));
  const force = setTimeout(() => app.server.closeAllConnections(), closeMs);
  try {
    await app.close();
  } finally {
    clearTimeout(force);
  }
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((one) => one.address));
}
