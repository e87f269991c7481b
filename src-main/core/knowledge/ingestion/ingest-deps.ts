import type { DocumentEvents } from '#core/knowledge/documents/document-events.ts';
import type { Outbox } from '#core/knowledge/indexing/outbox.ts';
import type { EmbeddingCache } from '#core/models/index.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { DocumentReader } from '#core/ports/document-reader.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import type { Logger } from '#core/ports/logger.ts';
import type { TextRecognition } from '#core/ports/text-recognition.ts';
import type { ChatGate } from './chat-gate.ts';

/** What every stage of taking in a document works with. */
export interface IngestDeps {
  database: Database;
  files: FileStore;
  reader: DocumentReader;
  /** Null where this installation has no text recognition. */
  recognition: Pick<TextRecognition, 'recognise'> | null;
  embeddingCache: EmbeddingCache;
  outbox: Outbox;
  events: DocumentEvents;
  gate: ChatGate;
  crypto: Crypto;
  clock: Clock;
  logger: Logger;
}
