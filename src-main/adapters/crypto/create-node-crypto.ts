import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Crypto } from '#core/ports/crypto.ts';
import { sign, signingKeys, verifySignature } from './ed25519.ts';

/** Node's own cryptography (OpenSSL, or BoringSSL under Electron). */
export function createNodeCrypto(): Crypto {
  return {
    uuid: () => randomUUID(),
    token: (bytes) => randomBytes(bytes).toString('base64url'),
    sha256: (data) => createHash('sha256').update(data).digest('hex'),
    signingKeys,
    sign,
    verifySignature,
  };
}
