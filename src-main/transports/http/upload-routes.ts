import type { MultipartFile } from '@fastify/multipart';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Outcome } from '#core/pipeline/pipeline.ts';
import type { Operation } from '#shared/contract/define-operations.ts';
import { type ErrorBody, MillwrightError } from '#shared/contract/errors.ts';
import { publicFailure } from '#transports/rpc/public-failure.ts';
import type { HttpLimits } from './http-limits.ts';
import { sendJson, sendOutcome, type SendOptions } from './send-outcome.ts';
import { createUploadFields } from './upload-fields.ts';
import { uploadStream } from './upload-stream.ts';

/** How long a refused sender may go on sending into the void. */
const LINGER_MS = 5_000;

export type InvokeOperation = (input: unknown) => Promise<Outcome>;

export interface UploadContext {
  request: FastifyRequest;
  reply: FastifyReply;
  operation: Operation;
  invoke: InvokeOperation;
  limits: HttpLimits;
  send: SendOptions;
}

interface Refused {
  filename: string;
  error: ErrorBody;
}

/**
 * Several files in one request, each its own call: one refused file does not stop the others. One file alone is answered (and fails)
 * like any other call; a caller who may not upload at all is told so once.
 */
export async function uploadDocuments({ request, reply, operation, invoke, limits }: UploadContext): Promise<FastifyReply> {
  const fields = createUploadFields();
  const done: (Record<string, unknown> | Refused)[] = [];
  const failures: unknown[] = [];
  for await (const part of readParts(request, limits, limits.uploadFiles)) {
    if (part.type === 'field') {
      fields.add(part.fieldname, part.value);
      continue;
    }
    let broken = false;
    try {
      const outcome = await invoke(fileInput(part, fields.input(), limits, () => (broken = true)));
      if (outcome.kind === 'value') done.push(outcome.value as Record<string, unknown>);
    } catch (error) {
      if (broken || (done.length === 0 && isAboutTheCaller(error))) return abandon(request, reply, error);
      failures.push(error);
      done.push({ filename: part.filename, error: publicFailure(error).body });
    }
    part.file.resume();
  }
  if (done.length === 0) await invoke(fields.input());
  if (done.length === 1 && failures.length === 1) throw failures[0];
  const single = done.length === 1 ? done[0] : {};
  return sendJson(reply.code(operation.status ?? 200), { ...single, documents: done });
}

/** One file whose operation reports progress: the events go out while the file comes in. */
export async function uploadWithEvents({ request, reply, operation, invoke, limits, send }: UploadContext): Promise<FastifyReply> {
  const fields = createUploadFields();
  for await (const part of readParts(request, limits, 1)) {
    if (part.type === 'field') {
      fields.add(part.fieldname, part.value);
      continue;
    }
    try {
      return await sendOutcome(reply, operation, await invoke(fileInput(part, fields.input(), limits, () => undefined)), send);
    } catch (error) {
      return abandon(request, reply, error);
    }
  }
  return sendOutcome(reply, operation, await invoke(fields.input()), send);
}

function fileInput(part: MultipartFile, fields: Record<string, unknown>, limits: HttpLimits, onBroken: () => void): Record<string, unknown> {
  return { ...fields, filename: part.filename, content: { stream: uploadStream(part.file, limits.uploadIdleMs, onBroken) } };
}

async function* readParts(request: FastifyRequest, limits: HttpLimits, files: number) {
  const bounds = { fileSize: limits.uploadBytes, files, parts: files + 64, fields: 64, fieldSize: 4_096, headerPairs: 32 };
  try {
    yield* request.parts({ limits: bounds });
  } catch (error) {
    // The reader's own refusals (too many parts) have a status; all it says beside them is that the form is damaged.
    if (error instanceof Error && 'statusCode' in error) throw error;
    throw new MillwrightError('INVALID_INPUT', 'The upload broke off or is not a valid form. Send it again.', { cause: error });
  }
}

function isAboutTheCaller(error: unknown): boolean {
  const { status } = publicFailure(error);
  return status === 401 || status === 403;
}

/**
 * Refuses without waiting for what may still come. The connection is left open for a moment, because closing it while the caller
 * writes would take the answer away from them.
 */
function abandon(request: FastifyRequest, reply: FastifyReply, error: unknown): never {
  reply.raw.once('finish', () => {
    if (!request.raw.complete) setTimeout(() => request.raw.complete || request.raw.destroy(), LINGER_MS).unref();
  });
  request.raw.unpipe();
  request.raw.resume();
  throw error;
}
