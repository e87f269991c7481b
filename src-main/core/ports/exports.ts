import type { ByteStream } from '#shared/contract/byte-source.ts';
import type { UploadOwner } from './file-store.ts';

/** A file that waits to be fetched. */
export interface KeptExport {
  id: string;
  sizeBytes: number;
}

/** Files made for one person to fetch, for an hour. They do not outlive a restart. */
export interface Exports {
  /** On disk when it resolves. `about` is whose data it holds. Throws `DISK_FULL`, `CANCELLED`; what was broken off leaves nothing behind. */
  keep(owner: UploadOwner, about: string, content: ByteStream, signal: AbortSignal): Promise<KeptExport>;
  /** As a lazily read Blob. Throws `EXPORT_NOT_FOUND`, alike for what is not there and another's. */
  open(owner: UploadOwner, id: string): Promise<Blob>;
  /** Removes what holds data of a person. */
  removeAbout(tenantId: string, userId: string): Promise<void>;
}
