import { readFile, writeFile } from 'node:fs/promises';
import { readAnchorFile } from '#shared/contract/anchor-file.ts';
import type { Anchor } from '#shared/contract/audit.ts';
import { MillwrightError } from '#shared/contract/errors.ts';

/** The anchor in a file of the person's. Throws `FILE_UNREADABLE`, `ANCHOR_REFUSED`. */
export async function readAnchor(path: string): Promise<Anchor> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new MillwrightError('FILE_UNREADABLE', `${path} cannot be read.`, { cause });
  });
  const anchor = readAnchorFile(text);
  if (anchor === null) throw new MillwrightError('ANCHOR_REFUSED', `${path} is no anchor file of Millwright.`);
  return anchor;
}

export function writeAnchor(path: string, anchor: Anchor): Promise<void> {
  return writeSynced(path, `${JSON.stringify(anchor, null, 2)}\n`);
}

/** Text that is on the disk when this returns: a USB disk may be pulled out next. */
export async function writeSynced(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flush: true }).catch((cause: unknown) => {
    throw new MillwrightError('INVALID_INPUT', `${path} cannot be written.`, { cause });
  });
}
