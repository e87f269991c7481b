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
  /** A new Ed25519 key pair (RFC 8032), base64url: the raw public key, and the private key as PKCS #8. */
  signingKeys(): { publicKey: string; privateKey: string };
  /** Ed25519 signature of UTF-8 text, base64url. */
  sign(privateKey: string, text: string): string;
  /** False for what is no key or no signature. */
  verifySignature(publicKey: string, text: string, signature: string): boolean;
}

/** Password hashing with argon2id (RFC 9106), off the event loop. */
export interface PasswordHasher {
  /** PHC string (`$argon2id$…`). */
  hash(password: string): Promise<string>;
  /** Constant-time; false for a malformed hash. Takes as long for `null`, so that unknown names cannot be told apart. */
  verify(hash: string | null, password: string): Promise<boolean>;
}
