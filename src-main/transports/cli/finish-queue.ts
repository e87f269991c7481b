import type { CommandContext, OwnerCalls } from './command-context.ts';

/** Work that is over sooner needs no word. */
const UNNOTICED_MS = 500;

/**
 * Lets documents that an earlier command left queued be read: nothing else reads them while no window or appliance runs.
 * Returns when all are done, or after `atMostMs`.
 */
export async function finishQueue({ host, json, signal }: CommandContext, { core }: OwnerCalls, atMostMs = Number.POSITIVE_INFINITY): Promise<void> {
  const idle = core.ingestionIdle(signal);
  const noticed = setTimeout(() => {
    if (!json) host.terminal.err('Reading the documents that are queued…\n');
  }, UNNOTICED_MS);
  let limit: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    if (Number.isFinite(atMostMs)) limit = setTimeout(resolve, atMostMs);
  });
  try {
    await Promise.race([idle, over]);
    signal.throwIfAborted();
  } finally {
    clearTimeout(noticed);
    clearTimeout(limit);
  }
}
