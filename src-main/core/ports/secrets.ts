/** Keeps small secrets (tokens, keys) so that the database alone does not give them away. */
export interface Secrets {
  /** Encrypts under the key of this installation. `context` says what and whose it is; it must be given again to open it. */
  seal(plaintext: string, context: string): string;
  /** Null for what this installation did not seal, was changed since, or belongs to another context. */
  open(sealed: string, context: string): string | null;
  /**
   * HMAC-SHA-256 (RFC 2104) of UTF-8 text, hexadecimal, under a key of its own for each purpose that never leaves this installation:
   * alike texts give alike hashes here, and nobody who only has the hash can try texts against it.
   */
  keyedHash(text: string, purpose: string): string;
}
