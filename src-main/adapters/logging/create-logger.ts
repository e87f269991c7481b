import pino from 'pino';
import type { Logger } from '#core/ports/logger.ts';

const SECRETS = ['password', 'token', 'authorization', 'cookie', 'secret', '*.password', '*.token', '*.authorization', '*.cookie'];

/** JSON lines (pino) on standard error or in a file; fields named like secrets are removed. */
export function createLogger({ level = 'info', file }: { level?: string; file?: string } = {}): Logger {
  const destination = file === undefined ? pino.destination({ dest: 2, sync: true }) : pino.destination({ dest: file, mkdir: true, sync: false });
  // Without a listener a folder that cannot be made, or a full disk, would end the whole process.
  destination.on('error', (error: Error) => process.stderr.write(`The log cannot be written: ${error.message}\n`));
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: SECRETS, remove: true } }, destination);
  return {
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
  };
}
