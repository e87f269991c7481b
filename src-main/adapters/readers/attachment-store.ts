import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attachment, ReadRequest } from '#core/ports/document-reader.ts';
import { limitError } from './limit-error.ts';
import type { ReaderLimits } from './reader-limits.ts';

export type AttachmentContent = Uint8Array | AsyncIterable<Uint8Array>;

/** Puts the files found inside a file into the scratch folder of the request, under names of its own making. */
export interface AttachmentStore {
  /** Whether files can be unpacked at all; where not, `add` only counts them. */
  readonly accepts: boolean;
  /** Unpacks one file. `filename` is shown to people and never becomes part of a path. Throws what `content` throws. */
  add(filename: string, content: () => AttachmentContent): Promise<void>;
  list(): Attachment[];
  /** Says which files were left alone, and why. */
  warnings(): string[];
}

export function createAttachmentStore(request: Pick<ReadRequest, 'scratch' | 'depth'>, limits: ReaderLimits): AttachmentStore {
  const stored: Attachment[] = [];
  const left: string[] = [];
  let begun = 0;
  const tooDeep = (request.depth ?? 0) >= limits.nesting;
  const scratch = tooDeep ? undefined : request.scratch;

  return {
    accepts: scratch !== undefined,
    async add(filename, content) {
      if (begun + left.length >= limits.entries) throw limitError('files inside', limits.entries);
      if (scratch === undefined) {
        left.push(filename);
        return;
      }
      begun += 1;
      const path = join(scratch, `file-${begun}`);
      stored.push({ filename: shownName(filename), path, sizeBytes: await write(path, content()) });
    },
    list: () => stored,
    warnings() {
      if (left.length === 0) return [];
      const why = tooDeep ? `because they are packed more than ${limits.nesting} times over` : 'because files inside a file are not unpacked here';
      return [`${namesInWords(left)} ${left.length === 1 ? 'was' : 'were'} left unread, ${why}.`];
    },
  };
}

async function write(path: string, content: AttachmentContent): Promise<number> {
  // Fails where there is something under this name already, a link for instance.
  const file = await open(path, 'wx');
  let size = 0;
  try {
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      await file.writeFile(piece);
      size += piece.length;
    }
  } finally {
    await file.close();
  }
  return size;
}

/** `a.txt, b.txt and 3 more`. */
export function namesInWords(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(shownName).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** A name without what would hide or turn around its letters on a screen. */
export function shownName(name: string): string {
  const clean = name.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '').trim();
  return clean === '' ? 'unnamed' : clean.length > 400 ? `…${clean.slice(-400)}` : clean;
}
