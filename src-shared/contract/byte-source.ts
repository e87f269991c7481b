import { z } from 'zod';

/** Bytes arriving in pieces, from a socket, a file or a `Blob`'s stream. */
export type ByteStream = AsyncIterable<Uint8Array>;

function isByteStream(value: unknown): value is ByteStream {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** A finished chunked upload (`uploads.begin`, `uploads.append`), or the bytes themselves where a transport can stream. */
export const ByteSource = z.union([
  z.object({ uploadId: z.uuid() }),
  z.object({ stream: z.custom<ByteStream>(isByteStream, 'expected a stream of bytes') }),
]);
export type ByteSource = z.infer<typeof ByteSource>;
