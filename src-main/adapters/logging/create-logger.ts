import pino from 'pino';
import type { Logger } from '#core/ports/logger.ts';

const SECRETS = ['password', 'token', 'authorization', 'cookie', 'secret', '*.password', '*.token', '*.authorization', '*.cookie'];

/** JSON lines (pino) on standard error or in a file; fields named like secrets are removed. A log that cannot be written stops nothing. */
export function createLogger({ level = 'info', file }: { level?: string; file?: string } = {}): Logger {
  const destination = openDestination(file);
  // Without a listener a full disk would end the whole process.
  destination.on('error', noteFailure);
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: SECRETS, remove: true } }, destination);
  return {
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
  };
}

/** Written line by line at once: what a process said last before it ended is what one looks for, and a buffered file fails an early exit. */
function openDestination(file: string | undefined): ReturnType<typeof pino.destination> {
  const standardError = (): ReturnType<typeof pino.destination> => pino.destination({ dest: 2, sync: true });
  if (file === undefined) return standardError();
  try {
    return pino.destination({ dest: file, mkdir: true, sync: true });
  } catch (error) {
    noteFailure(error as Error);
    return standardError();
  }
}

function noteFailure(error: Error): void {
  process.stderr.write(`The log cannot be written: ${error.message}\n`);
}
