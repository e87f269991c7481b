import zlib from 'node:zlib';
import { leaveIfStopped } from './stop-flag.ts';

// `node:zlib` for threads that may be told to stop: see `end-thread.ts`.

export const deflateSync = stoppable(zlib.deflateSync);
export const inflateSync = stoppable(zlib.inflateSync);
export const inflateRawSync = stoppable(zlib.inflateRawSync);
export const gunzipSync = stoppable(zlib.gunzipSync);
export const createInflateRaw = stoppable(zlib.createInflateRaw);

function stoppable<Arguments extends unknown[], Made>(make: (...args: Arguments) => Made) {
  return (...args: Arguments): Made => {
    leaveIfStopped();
    return make(...args);
  };
}
