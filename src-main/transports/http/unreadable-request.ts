import { failureBody } from './send-failure.ts';
import { refusal } from '#transports/rpc/public-failure.ts';
import { newCorrelationId } from './request-call.ts';

const REFUSALS: Readonly<Record<string, readonly [status: number, reason: string, sentence: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'The headers of the request are longer than this address accepts.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'The request did not arrive in time.'],
};
const OTHERWISE = [400, 'Bad Request', 'This is not a request that can be read.'] as const;

/** The whole answer (RFC 9112) to what never became a request, by the code of Node's parser. */
export function unreadableRequest(code: string | undefined): string {
  const [status, reason, sentence] = REFUSALS[code ?? ''] ?? OTHERWISE;
  const body = JSON.stringify(failureBody(refusal('INVALID_INPUT', sentence, newCorrelationId(), status).body));
  const headers = ['connection: close', 'content-type: application/json; charset=utf-8', 'x-content-type-options: nosniff', `content-length: ${Buffer.byteLength(body)}`];
  return `HTTP/1.1 ${status} ${reason}\r\n${headers.join('\r\n')}\r\n\r\n${body}`;
}
