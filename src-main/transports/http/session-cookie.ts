import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Credential } from '#core/pipeline/call.ts';
import type { Pipeline } from '#core/pipeline/pipeline.ts';
import './fastify-config.ts';
import type { RequestCall } from './request-call.ts';
import { bearerCredential, bearerToken, sessionCredential } from '#transports/rpc/bearer-token.ts';

const COOKIE = 'millwright_session';
const SETS_COOKIE = new Set(['auth.signIn', 'auth.redeemLink', 'setup.bootstrap', 'sso.complete', 'sso.pollDevice', 'offline.signIn']);

/**
 * Who a request says it is. A bearer token counts before the cookie, which a browser sends unasked. Where nobody needs to be signed
 * in the cookie is not looked at: a stale one must not stand in the way of signing in again.
 */
export function credentialOf(request: FastifyRequest): { credential: Credential; byCookie: boolean } {
  const bearer = bearerToken(request.headers.authorization);
  if (bearer !== null) return { credential: bearerCredential(bearer), byCookie: false };
  const anonymous = request.routeOptions.config.operation?.permission === 'anonymous';
  const cookie = anonymous ? undefined : request.cookies[COOKIE];
  return { credential: sessionCredential(cookie ? cookie : null), byCookie: Boolean(cookie) };
}

/** Sets the session cookie when an operation signs somebody in, and takes it away when they sign out. */
export function applySession(reply: FastifyReply, operation: string, value: unknown, secure: boolean): void {
  if (operation === 'auth.signOut' || operation === 'sso.signOut') return clearSession(reply, secure);
  if (!SETS_COOKIE.has(operation) || !isSignedIn(value)) return;
  const expires = typeof value.identity?.expiresAt === 'string' ? new Date(value.identity.expiresAt) : undefined;
  reply.setCookie(COOKIE, value.token, { ...attributes(secure), ...(expires ? { expires } : {}) });
}

/** Ends the session that a page had before somebody signed in anew, whose token would go on beside the new one. Never rejects. */
export async function endSessionBefore(pipeline: Pipeline, request: FastifyRequest, call: RequestCall, operation: string, value: unknown): Promise<void> {
  const before = request.cookies[COOKIE];
  if (!before || !SETS_COOKIE.has(operation) || !isSignedIn(value) || value.token === before) return;
  const { caller, agent } = call;
  // Also where the page has left meanwhile; one that has ended already needs no ending.
  await pipeline.invoke({ operation: 'auth.signOut', input: {}, credential: sessionCredential(before), caller, agent, signal: new AbortController().signal }).catch(() => undefined);
}

export function clearSession(reply: FastifyReply, secure: boolean): void {
  reply.clearCookie(COOKIE, attributes(secure));
}

/** Pages hold their session in a cookie that scripts cannot read, so the token itself stays out of what they get. */
export function withoutToken(operation: string, value: unknown): unknown {
  return SETS_COOKIE.has(operation) && isSignedIn(value) ? { ...value, token: '' } : value;
}

function attributes(secure: boolean) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure } as const;
}

function isSignedIn(value: unknown): value is { token: string; identity?: { expiresAt?: unknown } } {
  return typeof value === 'object' && value !== null && 'token' in value && typeof value.token === 'string' && value.token !== '';
}
