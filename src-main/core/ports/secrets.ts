/** Small secrets of this machine, such as a signing key. Never in the database, whose files travel with backups. */
export interface Secrets {
  /** Null where there is none of that name. */
  read(name: string): Promise<string | null>;
  /** On disk when it resolves; what stood there before is gone. */
  write(name: string, value: string): Promise<void>;
}
