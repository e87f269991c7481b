import type { ByteStream } from '#shared/contract/byte-source.ts';

/** A file of a folder, complete as far as can be told. */
export interface FolderFile {
  /** Below the folder, with `/` between the steps. */
  path: string;
  sizeBytes: number;
  modifiedAt: Date;
}

/** What one look at a folder found. */
export interface FolderListing {
  files: FolderFile[];
  /** What was there and was not taken: links, folders that may not be opened, files past the caps. `why` is a sentence. */
  refused: { path: string; why: string }[];
  /** Paths that may hold more than was seen, files and folders alike: nothing at or below them counts as gone. */
  unsure: string[];
  /** Which folder this is on this machine: it changes when a share is no longer connected there and an empty folder shows instead. */
  identity: string;
}

/** The folder cannot be looked at now. `message` is a sentence for people; what it held is not known, and so not gone. */
export class FolderUnreachable extends Error {
  override readonly name = 'FolderUnreachable';
}

/** Folders of this machine that people want followed. Links are never followed, and nothing outside a folder is ever opened. */
export interface FolderReader {
  /** The folder's real place. Throws `FOLDER_REFUSED` with a sentence where it is none or this host does not allow it. */
  admit(path: string): Promise<string>;
  /** All files in and below it. Throws {@link FolderUnreachable}. */
  list(folder: string, signal: AbortSignal): Promise<FolderListing>;
  /** One file's bytes; the file is closed when they were read or the loop is left. Throws `FILE_UNREADABLE`. */
  open(folder: string, path: string): ByteStream;
  /** Calls back soon after something changed, as far as the operating system tells; looking now and then is still needed. */
  watch(folder: string, changed: () => void): () => void;
}
