import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const ALGORITHM = 'aes-256-gcm';
const MAGIC = Buffer.from('MWKV1\n');
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CHUNK = 1 << 20;

/** What a sealed file is bound to. Opened with anything else, it is as damaged. */
export interface FileSeal {
  /** 32 bytes. */
  key: Uint8Array;
  /** Whose it is and what it was made with. */
  context: string;
}

/** Encrypts a file (AES-256-GCM, NIST SP 800-38D, a random nonce) into another: magic, nonce, text, tag. */
export async function sealFile(plain: string, sealed: string, { key, context }: FileSeal): Promise<void> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(context));
  await writing(sealed, async (to) => {
    await to.write(Buffer.concat([MAGIC, nonce]));
    for await (const chunk of createReadStream(plain, { highWaterMark: CHUNK })) await to.write(cipher.update(chunk as Buffer));
    cipher.final();
    await to.write(cipher.getAuthTag());
  });
}

/** Decrypts it. Throws, with nothing of the text to be relied on, unless every byte is as it was sealed under this key and context. */
export async function openSealedFile(sealed: string, plain: string, { key, context }: FileSeal): Promise<void> {
  const from = await open(sealed, 'r');
  try {
    const end = (await from.stat()).size - TAG_BYTES;
    const start = MAGIC.length + NONCE_BYTES;
    if (end < start) throw new Error('too short');
    const head = await bytesAt(from, 0, start);
    if (!head.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('not sealed by this program');
    const decipher = createDecipheriv(ALGORITHM, key, head.subarray(MAGIC.length), { authTagLength: TAG_BYTES }).setAAD(Buffer.from(context)).setAuthTag(await bytesAt(from, end, TAG_BYTES));
    await writing(plain, async (to) => {
      for (let at = start; at < end; at += CHUNK) await to.write(decipher.update(await bytesAt(from, at, Math.min(CHUNK, end - at))));
      decipher.final();
    });
  } finally {
    await from.close();
  }
}

async function writing(path: string, write: (to: FileHandle) => Promise<void>): Promise<void> {
  const to = await open(path, 'w', 0o600);
  try {
    await write(to);
  } finally {
    await to.close();
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('cut off');
  return buffer;
}
