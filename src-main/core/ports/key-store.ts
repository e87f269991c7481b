/** Signing keys of this machine. Never in the database, whose files travel with backups. */
export interface KeyStore {
  /** Null where there is none of that name. */
  read(name: string): Promise<string | null>;
  /** On disk when it resolves; what stood there before is gone. */
  write(name: string, value: string): Promise<void>;
}
