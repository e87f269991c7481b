import { spawn } from 'node:child_process';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Set for the program that runs in our place; it ends when the channel to us does. */
const STAND_IN_VARIABLE = 'MILLWRIGHT_STARTED_BY';

/**
 * Runs the program again on another Node in this one's place: same terminal, same signals, same exit status. The channel between the two tells
 * the other when this one is killed outright, so that a data directory is never left with an owner nobody can see.
 */
export function runOnBundledNode(node: string, args: readonly string[]): void {
  const child = spawn(node, args, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [STAND_IN_VARIABLE]: String(process.pid) },
  });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    process.stderr.write(`Millwright could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once('exit', (code, signal) => {
    for (const one of FORWARDED) process.removeAllListeners(one);
    if (signal !== null) process.kill(process.pid, signal);
    else process.exitCode = code ?? 1;
  });
}

/** In the program that runs in another's place: end at once when that one is gone, as a killed process would. */
export function endWithStarter(): void {
  if (process.env[STAND_IN_VARIABLE] === undefined || process.channel === undefined) return;
  delete process.env[STAND_IN_VARIABLE];
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel.unref();
}
