import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Crypto } from '#core/ports/crypto.ts';
import type { Database } from '#core/ports/database.ts';
import type { KeyStore } from '#core/ports/key-store.ts';
import { sql } from '#core/ports/sql.ts';

const KEY_NAME = 'model-publisher';
const FINGERPRINT_LETTERS = 40;

export interface Publisher {
  publicKey: string;
  name: string;
  fingerprint: string;
}

/** Whose signed packs of models this installation takes: its own, and those of publishers an admin has confirmed by fingerprint. */
export interface Publishers {
  /** This installation's signature of a text. The key is made when it is first needed. */
  sign(text: string): Promise<{ key: string; signature: string }>;
  own(): Promise<Omit<Publisher, 'name'>>;
  list(): Promise<(Publisher & { addedAt: Date })[]>;
  trusts(publicKey: string): Promise<boolean>;
  /** Gives the key's fingerprint. */
  trust(publicKey: string, name: string): Promise<string>;
  /** Throws `PUBLISHER_NOT_FOUND`. */
  distrust(fingerprint: string): Promise<void>;
}

interface Keys {
  publicKey: string;
  privateKey: string;
}

export function createPublishers({ database, crypto, clock, keyStore }: { database: Database; crypto: Crypto; clock: Clock; keyStore: KeyStore }): Publishers {
  let keys: Promise<Keys> | undefined;

  async function readOrMake(): Promise<Keys> {
    const stored = await keyStore.read(KEY_NAME);
    if (stored !== null) return JSON.parse(stored) as Keys;
    const made = crypto.signingKeys();
    await keyStore.write(KEY_NAME, JSON.stringify(made));
    return made;
  }

  function ownKeys(): Promise<Keys> {
    keys ??= readOrMake().catch((error: unknown) => {
      keys = undefined;
      throw error;
    });
    return keys;
  }

  async function list(): Promise<(Publisher & { addedAt: Date })[]> {
    const rows = await database.withSystem((tx) => tx.rows<{ public_key: string; name: string; added_at: Date }>(sql`SELECT public_key, name, added_at FROM model_publishers ORDER BY added_at`));
    return rows.map(({ public_key: publicKey, name, added_at: addedAt }) => ({ publicKey, name, addedAt, fingerprint: fingerprintOf(publicKey, crypto) }));
  }

  return {
    list,
    async sign(text) {
      const { publicKey, privateKey } = await ownKeys();
      return { key: publicKey, signature: crypto.sign(privateKey, text) };
    },
    async own() {
      const { publicKey } = await ownKeys();
      return { publicKey, fingerprint: fingerprintOf(publicKey, crypto) };
    },
    trusts: async (publicKey) => publicKey === (await ownKeys()).publicKey || (await list()).some((each) => each.publicKey === publicKey),
    trust: (publicKey, name) =>
      database.withSystem(async (tx) => {
        await tx.run(sql`INSERT INTO model_publishers (public_key, name, added_at) VALUES (${publicKey}, ${name}, ${clock.now()}) ON CONFLICT (public_key) DO NOTHING`);
        return fingerprintOf(publicKey, crypto);
      }),
    async distrust(fingerprint) {
      const found = (await list()).find((each) => sameFingerprint(each.fingerprint, fingerprint));
      if (!found) throw new MillwrightError('PUBLISHER_NOT_FOUND');
      await database.withSystem((tx) => tx.run(sql`DELETE FROM model_publishers WHERE public_key = ${found.publicKey}`));
    },
  };
}

/** The first 160 bits of a text's SHA-256 in groups of four letters, for people to compare over the telephone. */
export function fingerprintOf(text: string, crypto: Crypto): string {
  return (crypto.sha256(text).slice(0, FINGERPRINT_LETTERS).toUpperCase().match(/.{4}/g) ?? []).join('-');
}

/** However it was typed. */
export function sameFingerprint(one: string, other: string): boolean {
  const bare = (text: string): string => text.toUpperCase().replaceAll(/[^0-9A-F]/g, '');
  return bare(one) === bare(other) && bare(one).length === FINGERPRINT_LETTERS;
}
