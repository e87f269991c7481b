/** What the core needs of a cryptographic library. */
export interface Crypto {
  uuid(): string;
  /** Random bytes as base64url. */
  token(bytes: number): string;
  bytes(count: number): Uint8Array;
  /** HMAC-SHA-1 (RFC 2104), 20 bytes. */
  hmacSha1(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** SHA-256, hexadecimal, of UTF-8 text or bytes. */
  sha256(data: string | Uint8Array): string;
}

/** Password hashing with argon2id (RFC 9106), off the event loop. */
export interface PasswordHasher {
  /** PHC string (`$argon2id$…`). */
  hash(password: string): Promise<string>;
  /** Constant-time; false for a malformed hash. Takes as long for `null`, so that unknown names cannot be told apart. */
  verify(hash: string | null, password: string): Promise<boolean>;
}
