import { MillwrightError } from '#shared/contract/errors.ts';
import type { Egress } from '#core/ports/egress.ts';
import { type Lookup, lookupAll, type PinnedOptions, pinnedRequest, pinnedStream } from './pinned-request.ts';

const ANSWER_MS = 10_000;
const LARGEST_ANSWER = 1024 * 1024;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The only place that opens a connection to another machine. `https`, or `http` to this machine itself.
 *
 * @param origins what the owner of the machine allows, such as `https://login.example.com`
 * @param lookup which addresses a name stands for
 * @throws MillwrightError `INVALID_INPUT` for what is not such an origin
 */
export function createEgress(origins: readonly string[], lookup: Lookup = lookupAll): Egress {
  const allowed = new Set(origins.map(checkedOrigin));
  const allows = (address: string): boolean => URL.canParse(address) && allowed.has(originOf(new URL(address)));

  /** How an address that an admin of a plant wrote is connected to, where it may be. */
  function pinned(address: string, signal: AbortSignal): PinnedOptions {
    if (!allows(address)) throw new MillwrightError('EGRESS_REFUSED', undefined, { detail: new URL(address).origin });
    return { lookup, loopback: LOOPBACK.has(new URL(address).hostname), signal };
  }

  return {
    origins: [...allowed],
    allows,
    async send(address, { method, headers, body }) {
      if (!allows(address)) throw new MillwrightError('EGRESS_REFUSED', undefined, { detail: address });
      try {
        const answer = await fetch(address, { method, headers, body, redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) });
        return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await limitedText(answer) };
      } catch (error) {
        throw unreachable(error);
      }
    },
    async open(address, { method, headers, body }, { headersMs, idleMs }, signal) {
      if (!allows(address)) throw new MillwrightError('EGRESS_REFUSED', undefined, { detail: address });
      const silent = createSilence();
      silent.within(headersMs);
      try {
        const answer = await fetch(address, { method, headers, body, redirect: 'manual', signal: AbortSignal.any([signal, silent.signal]) });
        return { status: answer.status, headers: Object.fromEntries(answer.headers), body: pieces(answer, silent, idleMs) };
      } catch (error) {
        throw unreachable(error);
      } finally {
        silent.stop();
      }
    },
    ask: async (address, request, signal) => pinnedRequest(new URL(address), request, pinned(address, signal)),
    askOpen: async (address, request, signal) => pinnedStream(new URL(address), request, pinned(address, signal)),
  };
}

/** What is no web server is named with its port, as `postgresql://db.example.com:5432` or `smtp://mail.example.com:587`. */
const WITH_PORT = new Set(['postgresql:', 'mysql:', 'sqlserver:', 'smtp:']);

const originOf = (url: URL): string => (WITH_PORT.has(url.protocol) ? `${url.protocol}//${url.host.toLowerCase()}` : url.origin);

function checkedOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const withPort = url !== null && WITH_PORT.has(url.protocol) && url.port !== '';
  const secure = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.has(url.hostname)) || withPort;
  if (!url || !secure || url.username !== '' || url.search !== '' || url.hash !== '' || !['/', ''].includes(url.pathname)) {
    throw new MillwrightError('INVALID_INPUT', `"${text}" is not an address that may be contacted: give it as https://name[:port], postgresql://name:port, mysql://name:port or sqlserver://name:port for a database, or smtp://name:port for a mail server.`);
  }
  return originOf(url);
}

async function limitedText(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of answer.body ?? []) {
    size += piece.length;
    if (size > LARGEST_ANSWER) throw new Error('the answer is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Aborts when nothing happens for too long. */
function createSilence() {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    signal: controller.signal,
    stop,
    within(milliseconds: number): void {
      stop();
      timer = setTimeout(() => controller.abort(new Error('no answer in time')), milliseconds);
    },
  };
}

async function* pieces(answer: Response, silent: ReturnType<typeof createSilence>, idleMs: number): AsyncGenerator<Uint8Array> {
  const reader = answer.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      silent.within(idleMs);
      const { done, value } = await reader.read();
      // While the reader of these pieces takes its time, the other side is not the one that is silent.
      silent.stop();
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw unreachable(error);
  } finally {
    silent.stop();
    await reader.cancel().catch(() => undefined);
  }
}

function unreachable(error: unknown): MillwrightError {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return new MillwrightError('PROVIDER_UNREACHABLE', undefined, { detail: String(cause), cause });
}
