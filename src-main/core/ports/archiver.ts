import type { ByteStream } from '#shared/contract/byte-source.ts';

/** A file on its way into an archive. */
export interface ArchiveEntry {
  /** Path in the archive, with `/` between folders. */
  name: string;
  content: ByteStream;
  /** Whether the content is worth compressing; originals mostly are compressed already. */
  compress: boolean;
}

/** Puts files into one. */
export interface Archiver {
  /** A ZIP file as it comes into being, one entry after the other: neither it nor an entry is ever held whole. Throws what an entry throws. */
  zip(entries: AsyncIterable<ArchiveEntry>): ByteStream;
}
