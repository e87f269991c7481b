import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refusal } from '#transports/rpc/public-failure.ts';
import { createAdmission } from './admission.ts';
import { crossSiteRefusal } from './cross-site.ts';
import type { HttpLimits } from './http-limits.ts';
import { newCorrelationId } from './request-call.ts';
import { API_HEADERS } from './security-headers.ts';
import { sendFailure } from './send-failure.ts';
import { credentialOf } from './session-cookie.ts';
import './fastify-config.ts';

export interface GuardOptions {
  hostAllowed: (host: string | undefined) => boolean;
  secure: boolean;
  limits: HttpLimits;
}

/** What every request passes before its body is read, in this order: headers of the answer, host, sender, room, time. */
export function addGuards(app: FastifyInstance, options: GuardOptions): void {
  app.decorateRequest('correlationId', '');
  app.addHook('onRequest', async (request, reply) => {
    request.correlationId = newCorrelationId();
    reply.headers(API_HEADERS).header('x-correlation-id', request.correlationId);
  });
  app.addHook('onRequest', guardHost(options));
  app.addHook('onRequest', guardSender(options));
  app.addHook('onRequest', guardRoom(options.limits));
  addBodyClock(app, options.limits);
}

function guardHost({ hostAllowed }: GuardOptions) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (hostAllowed(request.headers.host)) return;
    const message = 'Millwright does not answer under this name. Use the address it printed, or add the name to its settings.';
    return sendFailure(reply, refusal('FORBIDDEN', message, request.correlationId, 421));
  };
}

function guardSender({ secure }: GuardOptions) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (!/^\/(rpc|v1)\//.test(request.url)) return;
    const { byCookie } = credentialOf(request);
    const why = crossSiteRefusal({ method: request.method, secure, headers: request.headers, byCookie });
    if (why !== null) return sendFailure(reply, refusal('FORBIDDEN', why, request.correlationId));
  };
}

function guardRoom(limits: HttpLimits) {
  const requests = createAdmission(limits.requests);
  const streams = createAdmission(limits.streams);
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const operation = request.routeOptions.config.operation;
    if (operation?.permission === 'anonymous' && operation.rate === 'none') return;
    const room = operation?.yields ? streams : requests;
    if (!room.enter()) {
      const busy = refusal('RATE_LIMITED', 'Millwright is busy. Try again in a few seconds.', request.correlationId, 503);
      return sendFailure(reply, { ...busy, body: { ...busy.body, retryAfter: 2 } });
    }
    reply.raw.once('close', () => room.leave());
  };
}

/** A body that trickles in must not hold a place for ever. Uploads have a clock of their own, which runs from piece to piece. */
function addBodyClock(app: FastifyInstance, limits: HttpLimits): void {
  const clocks = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  app.addHook('preParsing', async (request) => {
    clocks.set(request, setTimeout(() => request.raw.destroy(), limits.bodyMs));
    request.raw.once('close', () => clearTimeout(clocks.get(request)));
  });
  app.addHook('preValidation', async (request) => clearTimeout(clocks.get(request)));
}
