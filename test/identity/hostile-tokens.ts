import { createHmac } from 'node:crypto';
import { generateKeyPair, SignJWT } from 'jose';
import type { TestProvider } from '#test/support/oidc/start-provider.ts';

type Claims = Record<string, unknown>;
/** Makes a bad token out of a good one's claims. */
export type Forge = (claims: Claims, provider: TestProvider) => Promise<string> | string;

const encode = (value: unknown): string => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const now = (): number => Math.floor(Date.now() / 1000);
const claim = (changes: Claims, header: Claims = {}): Forge => (claims, provider) => provider.sign({ ...claims, ...changes }, header);
const without = (name: string): Forge => ({ [name]: _gone, ...rest }, provider) => provider.sign(rest);
const hmac = (key: string) => (claims: Claims): string => {
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};
const signedBy = (alg: string, kid?: string): Forge => async (claims, provider) => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const known = kid ?? String((JSON.parse(Buffer.from((await provider.sign({})).split('.')[0] ?? '', 'base64url').toString()) as Claims)['kid']);
  return new SignJWT(claims).setProtectedHeader({ alg, kid: known }).sign(privateKey);
};
const edited = (edit: (parts: string[]) => string[]): Forge => async (claims, provider) => edit((await provider.sign(claims)).split('.')).join('.');

/** What must be refused of any token, however it comes. */
export const BAD_TOKENS: Record<string, Forge> = {
  expired: claim({ exp: now() - 3_600, iat: now() - 7_200 }),
  'expired a minute ago': claim({ exp: now() - 61 }),
  'without expiry': without('exp'),
  'with an expiry that is no number': claim({ exp: 'tomorrow' }),
  'not valid yet': claim({ nbf: now() + 3_600 }),
  'issued in the future': claim({ iat: now() + 3_600 }),
  'without a time of issue': without('iat'),
  'for another audience': claim({ aud: 'another-application' }),
  'for no audience': without('aud'),
  'for an empty list of audiences': claim({ aud: [] }),
  'of another issuer': claim({ iss: 'https://evil.example' }),
  'of an issuer that only begins alike': (claims, provider) => provider.sign({ ...claims, iss: `${provider.issuer}.evil.example` }),
  'of the issuer with a slash more': (claims, provider) => provider.sign({ ...claims, iss: `${provider.issuer}/` }),
  'of no issuer': without('iss'),
  'of nobody': without('sub'),
  'of an empty subject': claim({ sub: '' }),
  'of a subject that is no text': claim({ sub: 7 }),
  'signed by another key under the right name': signedBy('RS256'),
  'signed by another key under an unknown name': signedBy('RS256', 'unknown'),
  'signed by an elliptic key under the right name': signedBy('ES256'),
  'without a signature, alg none': (claims) => `${encode({ alg: 'none' })}.${encode(claims)}.`,
  'without a signature, alg NONE': (claims) => `${encode({ alg: 'NONE', typ: 'JWT' })}.${encode(claims)}.`,
  'with its signature cut off': edited(([header, payload]) => [header ?? '', payload ?? '', '']),
  'with a signature of zeros': edited(([header, payload]) => [header ?? '', payload ?? '', 'A'.repeat(342)]),
  'with the payload of another': edited(([header, , signature]) => [header ?? '', encode({ sub: 'ada' }), signature ?? '']),
  'with a changed header': edited(([, payload, signature]) => [encode({ alg: 'RS256' }), payload ?? '', signature ?? '']),
  'signed with a shared secret': hmac('millwright'),
  'signed with the public key as a shared secret': async (claims, provider) => hmac(await (await fetch(`${provider.issuer}/jwks`)).text())(claims),
  'signed with an empty secret': hmac('x'),
  'signed by RS384': signedBy('RS384'),
  'signed by PS256': signedBy('PS256'),
  'signed by ES384': signedBy('ES384'),
  'with a key of its own in the header': async (claims) => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }).sign(privateKey);
  },
  'with an address of keys in the header': async (claims) => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', jku: 'https://evil.example/jwks', kid: 'evil' }).sign(privateKey);
  },
  'with a critical extension nobody knows': async (claims) => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', crit: ['exp'], exp: 1 } as never).sign(privateKey, { crit: { exp: false } });
  },
  'of another type': claim({}, { typ: 'logout+jwt' }),
  'whose payload is no object': (_claims) => `${encode({ alg: 'RS256' })}.${encode('[1]')}.AAAA`,
  'in two parts': (claims) => `${encode({ alg: 'RS256' })}.${encode(claims)}`,
  'that is encrypted': () => `${encode({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.AAAA.AAAA.AAAA.AAAA`,
};

/** What must be refused of an ID token of a sign-in besides. */
export const BAD_ID_TOKENS: Record<string, Forge> = {
  ...BAD_TOKENS,
  'with another nonce': claim({ nonce: 'another' }),
  'without a nonce': without('nonce'),
  'for several audiences without an authorised party': claim({ aud: ['millwright', 'another'] }),
  'for another authorised party': claim({ azp: 'another' }),
  'that is an access token': claim({}, { typ: 'at+jwt' }),
};
