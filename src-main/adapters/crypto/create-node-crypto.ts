import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Crypto } from '#core/ports/crypto.ts';
import { sign, signingKeys, verifySignature } from './ed25519.ts';

/** Node's own cryptography (OpenSSL, or BoringSSL under Electron). */
export function createNodeCrypto(): Crypto {
  return {
    uuid: () => randomUUID(),
    token: (bytes) => randomBytes(bytes).toString('base64url'),
    bytes: (count) => Uint8Array.from(randomBytes(count)),
    hmacSha1: (key, data) => Uint8Array.from(createHmac('sha1', key).update(data).digest()),
    sha256: (data) => createHash('sha256').update(data).digest('hex'),
    signingKeys,
    sign,
    verifySignature,
  };
}
