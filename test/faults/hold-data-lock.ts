// Child of database-lock.test.ts: takes the lock of a data directory, says how that went, and holds it until it is killed.
import { acquireDataLock } from '#adapters/data-lock/acquire-data-lock.ts';
import { MillwrightError } from '#shared/contract/errors.ts';

try {
  await acquireDataLock(String(process.argv[2]));
  process.stdout.write('held\n');
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${error instanceof MillwrightError ? error.code : String(error)}\n`);
}
