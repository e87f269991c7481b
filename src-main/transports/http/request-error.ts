import { type PublicFailure, publicFailure, refusal } from '#transports/rpc/public-failure.ts';

/** Sentences for what Fastify and the multipart reader refuse by themselves, by the HTTP status they give it. */
const BY_STATUS: Record<number, string> = {
  400: 'The request could not be read: its address or its body is malformed, or it broke off.',
  406: 'Send the files as multipart/form-data.',
  408: 'The request did not arrive in time.',
  413: 'The request is larger than this address accepts.',
  415: 'Send application/json, or multipart/form-data where files are taken.',
  414: 'The address is too long.',
};

/** Any error that ends a request, made fit to be sent. */
export function requestFailure(error: unknown, correlationId: string): PublicFailure {
  const status = statusOf(error);
  const sentence = status === undefined ? undefined : BY_STATUS[status];
  if (status === undefined || sentence === undefined) return publicFailure(error, correlationId);
  return refusal('INVALID_INPUT', sentence, correlationId, status);
}

/** Fastify's own errors are told by their code; any other error with a `statusCode` is not trusted to be one. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('statusCode' in error)) return undefined;
  const ours = typeof error.code === 'string' && error.code.startsWith('FST_') && typeof error.statusCode === 'number';
  return ours ? (error.statusCode as number) : undefined;
}
