import type { ByteStream } from '#shared/contract/byte-source.ts';

/** An original as it lies on disk. */
export interface StoredFile {
  /** SHA-256 of the content, hexadecimal; with the tenant it is the file's address. */
  sha256: string;
  sizeBytes: number;
}

/** A folder of one's own for what has to be unpacked. It does not outlive a crash: what is left is removed at the next start. */
export interface Scratch {
  /** For readers of this machine; never shown to a caller. */
  path: string;
  /** Writes a file into the folder under a name of its own, and returns where. */
  put(content: Blob): Promise<string>;
  /** A file below the folder as a stream. Throws `FILE_UNREADABLE` for anything else: other places, links, folders. */
  take(path: string): Promise<ByteStream>;
  /** Removes the folder with everything in it. */
  remove(): Promise<void>;
}

/** Original files, once per tenant by content. A file is on disk (synced, renamed) before its address is returned. */
export interface FileStore {
  /** Stores a stream. Throws `FILE_EMPTY`, `FILE_TOO_LARGE`, `DISK_FULL`; a broken stream leaves nothing behind. */
  put(tenantId: string, content: ByteStream, maxBytes: number, signal: AbortSignal): Promise<StoredFile>;
  /** Path for readers and workers of this machine; never shown to a caller. */
  path(tenantId: string, sha256: string): string;
  /** The file as a lazily read Blob. */
  blob(tenantId: string, sha256: string, type: string): Promise<Blob>;
  remove(tenantId: string, sha256: string): Promise<void>;
  /** Addresses on disk, to remove what no document refers to after a crash. */
  list(tenantId: string): Promise<string[]>;
  /** A new, empty folder. */
  scratch(): Promise<Scratch>;

  /** A file arriving in pieces. Pieces are kept for an hour, per tenant and user. */
  beginUpload(owner: UploadOwner, sizeBytes: number): Promise<string>;
  appendUpload(owner: UploadOwner, uploadId: string, offset: number, bytes: Blob): Promise<number>;
  /** The finished upload as a stream; it is forgotten when the stream has been read to its end. */
  takeUpload(owner: UploadOwner, uploadId: string): Promise<ByteStream>;
  abortUpload(owner: UploadOwner, uploadId: string): Promise<boolean>;
  /** Forgets all that is arriving from somebody. */
  abortUploads(owner: UploadOwner): Promise<void>;
}

/** Whose upload it is: nobody else goes on with it or takes it. */
export interface UploadOwner {
  tenantId: string;
  userId: string;
}
