// Child of database-lock.test.ts: takes the lock of a data directory, trying as often as it is told to, says how that went, and holds it until it is killed.
import { acquireDataLock } from '#adapters/data-lock/acquire-data-lock.ts';
import { MillwrightError } from '#shared/contract/errors.ts';

const [, , directory = '', tries = '1'] = process.argv;
const said: string[] = [];
while (said.at(-1) !== 'held' && said.length < Number(tries)) {
  said.push(await acquireDataLock(directory).then(
    () => 'held',
    (error: unknown) => (error instanceof MillwrightError ? error.code : String(error)),
  ));
}
process.stdout.write(`${said.join(' ')}\n`);
if (said.at(-1) === 'held') setInterval(() => undefined, 60_000);
