import { expect, test } from 'vitest';
import { createArgon2Hasher } from './create-argon2-hasher.ts';
import { createNodeCrypto } from './create-node-crypto.ts';

const crypto = createNodeCrypto();
const hasher = createArgon2Hasher({ memoryKiB: 1024, passes: 1 });

test('SHA-256 of the test vector of FIPS 180-4, as text and as bytes', () => {
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(crypto.sha256('abc')).toBe(digest);
  expect(crypto.sha256(new TextEncoder().encode('abc'))).toBe(digest);
});

test('tokens and identifiers have the asked form and do not repeat', () => {
  const tokens = Array.from({ length: 1000 }, () => crypto.token(32));
  expect(tokens.every((token) => /^[\w-]{43}$/.test(token))).toBe(true);
  expect(new Set(tokens).size).toBe(1000);
  expect(crypto.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('a password is kept as argon2id with its cost and its own salt', async () => {
  const [one, two] = await Promise.all([hasher.hash('correct horse'), hasher.hash('correct horse')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=1024,t=1,p=1\$/);
  expect(one).not.toBe(two);
});

test('the cost is by default at least what OWASP asks for', async () => {
  expect(await createArgon2Hasher().hash('x')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('only the right password passes', async () => {
  const stored = await hasher.hash('correct horse');
  expect(await hasher.verify(stored, 'correct horse')).toBe(true);
  expect(await hasher.verify(stored, 'correct horse ')).toBe(false);
});

test.each([null, '', 'not a hash', '$argon2id$v=19$m=1024,t=1,p=1$broken'])('nothing passes against %j, and no error shows why', async (stored) => {
  expect(await hasher.verify(stored, 'anything')).toBe(false);
});

test('a name that does not exist costs as much to refuse as a wrong password', async () => {
  const dear = createArgon2Hasher({ memoryKiB: 32_768, passes: 3 });
  const stored = await dear.hash('x');
  await dear.verify(null, 'warm-up');
  /** Processor time, which other programs on the machine do not lengthen. */
  const cost = async (hash: string | null) => {
    const costs: number[] = [];
    for (let n = 0; n < 3; n++) {
      const before = process.cpuUsage();
      await dear.verify(hash, 'wrong');
      const { user, system } = process.cpuUsage(before);
      costs.push(user + system);
    }
    return Math.min(...costs);
  };
  const [wrong, unknown, broken] = [await cost(stored), await cost(null), await cost('broken')];
  expect(unknown).toBeGreaterThan(wrong / 2);
  expect(broken).toBeGreaterThan(wrong / 2);
});
