import { createPrivateKey, createPublicKey, generateKeyPairSync, sign as signWith, verify } from 'node:crypto';

/** Ed25519 keys and signatures (RFC 8032, RFC 8410) as base64url text. */
export function signingKeys(): { publicKey: string; privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: publicKey.export({ format: 'jwk' }).x ?? '', privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url') };
}

export function sign(privateKey: string, text: string): string {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64url'), format: 'der', type: 'pkcs8' });
  return signWith(null, Buffer.from(text), key).toString('base64url');
}

export function verifySignature(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}
