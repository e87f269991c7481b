import { MillwrightError } from '#shared/contract/errors.ts';
import type { Egress, OpenAnswer } from '#core/ports/egress.ts';
import type { ModelDownloads, ModelSource, SourceFile } from '#core/ports/model-sources.ts';

const PATIENCE = { headersMs: 30_000, idleMs: 60_000 };
const MOST_REDIRECTIONS = 5;
const REDIRECTIONS = new Set([301, 302, 303, 307, 308]);

/** Model files on servers, read with HTTP ranges (RFC 9110, section 14) so that a copy goes on from the middle. */
export function createModelDownloads({ egress }: { egress: Egress }): ModelDownloads {
  return { source: (address, sha256, signal) => sourceAt(egress, address, sha256, signal) };
}

async function sourceAt(egress: Egress, address: string, sha256: string | null, signal: AbortSignal): Promise<SourceFile> {
  const path = fileNameOf(address);
  const { answer } = await request(egress, address, { range: 'bytes=0-0' }, signal);
  await leave(answer);
  const facts = factsOf(answer);
  const source: ModelSource = {
    identity: `${address}:${facts.sizeBytes ?? ''}:${facts.version ?? ''}`,
    sizeBytes: facts.sizeBytes,
    async open(from, reading) {
      if (from > 0 && from === facts.sizeBytes) return { from, bytes: nothing() };
      const ranged = facts.ranges && from > 0;
      const headers = ranged ? { range: `bytes=${from}-`, ...(facts.version === null ? {} : { 'if-range': facts.version }) } : {};
      const { answer: body } = await request(egress, address, headers, reading);
      const begins = body.status === 206 ? Number(/^bytes (\d+)-/.exec(body.headers['content-range'] ?? '')?.[1]) : 0;
      if (begins !== 0 && begins !== from) throw brokenOff();
      return { from: begins, bytes: piecesOf(body, reading) };
    },
  };
  return { path, source, sha256 };
}

function fileNameOf(address: string): string {
  const name = URL.canParse(address) ? new URL(address).pathname.split('/').at(-1) ?? '' : '';
  let plain = name;
  try {
    plain = decodeURIComponent(name);
  } catch {
    // An escape that is none stays as it is.
  }
  if (!/\.gguf$/i.test(plain)) throw new MillwrightError('INVALID_INPUT', 'The address must lead to a .gguf file.');
  return plain;
}

/** Follows redirections, each only where it may be followed. */
async function request(egress: Egress, address: string, headers: Record<string, string>, signal: AbortSignal): Promise<{ answer: OpenAnswer }> {
  let at = address;
  for (let hops = 0; hops <= MOST_REDIRECTIONS; hops += 1) {
    const answer = await egress.open(at, { method: 'GET', headers: { 'accept-encoding': 'identity', ...headers }, body: null }, PATIENCE, signal).catch((error: unknown) => {
      if (signal.aborted) throw new MillwrightError('CANCELLED');
      throw error instanceof MillwrightError && error.code === 'PROVIDER_UNREACHABLE' ? silent(error) : error;
    });
    if (answer.status === 200 || answer.status === 206) return { answer };
    await leave(answer);
    const next = answer.headers['location'];
    if (!REDIRECTIONS.has(answer.status) || next === undefined || !URL.canParse(next, at)) throw new MillwrightError('FILE_UNREADABLE', `The server that the model is fetched from answered with status ${answer.status}.`);
    at = new URL(next, at).href;
    if (!egress.allows(at)) throw new MillwrightError('EGRESS_REFUSED', `The server forwards to ${new URL(at).origin}, which this machine may not contact. Its owner allows it with --outbound.`);
  }
  throw new MillwrightError('FILE_UNREADABLE', 'The server forwards in circles.');
}

interface Facts {
  sizeBytes: number | null;
  /** Strong entity tag or time of change, by which the server tells that the file is still the same. */
  version: string | null;
  ranges: boolean;
}

function factsOf({ status, headers }: OpenAnswer): Facts {
  const total = status === 206 ? /\/(\d+)$/.exec(headers['content-range'] ?? '')?.[1] : headers['content-length'];
  const size = total === undefined ? Number.NaN : Number(total);
  const etag = headers['etag'];
  return {
    sizeBytes: Number.isSafeInteger(size) && size > 0 ? size : null,
    version: etag !== undefined && !etag.startsWith('W/') ? etag : (headers['last-modified'] ?? null),
    ranges: status === 206,
  };
}

async function* piecesOf({ body }: OpenAnswer, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    if (signal.aborted) throw new MillwrightError('CANCELLED');
    throw error instanceof MillwrightError ? silent(error) : error;
  }
}

/** Lets go of an answer whose body nobody wants. */
async function leave({ body }: OpenAnswer): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

const silent = (cause: MillwrightError): MillwrightError =>
  new MillwrightError('FILE_UNREADABLE', 'The server that the model is fetched from does not answer, or broke off. What has arrived is kept: start again.', { cause, detail: cause.detail ?? '' });
const brokenOff = (): MillwrightError => new MillwrightError('FILE_UNREADABLE', 'The server gave another part of the file than was asked for.');
