import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';
import { createPlainBrowser } from './plain-browser.ts';

export const CLIENT_ID = 'millwright';
export const SCOPES = 'openid profile email offline_access';

export interface Person {
  name: string;
  email: string;
  groups: string[];
}

export type Alter = (body: Record<string, unknown>) => Promise<Record<string, unknown>> | Record<string, unknown>;

/** A real OpenID provider on loopback, and what a test may do to it. */
export interface TestProvider {
  readonly issuer: string;
  readonly people: Map<string, Person>;
  /** Who signs in next, without being asked; null shows a page with a button for each person. */
  nextPerson: string | null;
  /** Changes what an endpoint answers; a hostile or broken provider. */
  readonly alter: Map<string, Alter>;
  /** Requests by path since the start. */
  readonly asked: string[];
  /** Signs with the provider's own key. */
  sign(claims: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** New signing keys in place of the old, which signatures of before do not match; of another algorithm where one is given. */
  rotateKeys(alg?: string): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

interface Key {
  privateKey: CryptoKey;
  jwk: JWK;
  alg: string;
}

async function makeKey(alg: string): Promise<Key> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, alg, jwk: { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: `${alg}-${Math.random().toString(36).slice(2)}` } };
}

export async function startProvider(alg = 'RS256'): Promise<TestProvider> {
  const people = new Map<string, Person>();
  const alter = new Map<string, Alter>();
  const asked: string[] = [];
  let key = await makeKey(alg);
  let handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  let server: Server;
  let port = 0;

  const configure = (): void => {
    const provider = new Provider(test.issuer, configuration(key, people));
    const callback = provider.callback();
    handle = async (request, response) => (request.url?.startsWith('/interaction/') ? interact(provider, request, response) : callback(request, response));
  };

  async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params, prompt } = await provider.interactionDetails(request, response);
    const chosen = new URL(request.url ?? '', test.issuer).searchParams.get('as') ?? test.nextPerson;
    if (chosen === null) {
      const links = [...people].map(([id, { name }]) => `<p><a href="?as=${id}">${name}</a></p>`).join('');
      response.setHeader('content-type', 'text/html').end(`<title>Test provider</title><h1>Who are you?</h1><p>Needed: ${prompt.name}</p>${links}`);
      return;
    }
    const grant = new provider.Grant({ accountId: chosen, clientId: String(params['client_id']) });
    grant.addOIDCScope(SCOPES);
    const grantId = await grant.save();
    await provider.interactionFinished(request, response, { login: { accountId: chosen }, consent: { grantId } }, { mergeWithLastSubmission: false });
  }

  const listen = (): Promise<void> =>
    new Promise((resolve) => {
      server = createServer((request, response) => {
        const path = (request.url ?? '').split('?')[0] ?? '';
        asked.push(path);
        const change = alter.get(path);
        if (change) alterAnswer(response, change);
        handle(request, response).catch((error: unknown) => {
          response.statusCode = 500;
          response.end(String(error));
        });
      });
      server.listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });

  const test: TestProvider = {
    get issuer() {
      return `http://127.0.0.1:${port}`;
    },
    people, alter, asked,
    nextPerson: null,
    sign: (claims, header = {}) => new SignJWT(claims).setProtectedHeader({ alg: key.alg, kid: key.jwk.kid, ...header }).sign(key.privateKey),
    async rotateKeys(next = alg) {
      key = await makeKey(next);
      configure();
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    start: listen,
  };
  handle = async () => undefined;
  await listen();
  configure();
  return test;
}

function configuration({ jwk, alg }: Key, people: Map<string, Person>): object {
  return {
    clients: [
      {
        client_id: CLIENT_ID, token_endpoint_auth_method: 'none', application_type: 'native', id_token_signed_response_alg: alg,
        grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'], response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/signed-in'], post_logout_redirect_uris: ['http://127.0.0.1:7423/'],
      },
    ],
    jwks: { keys: [jwk] },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA'] },
    scopes: ['openid', 'offline_access', 'profile', 'email'],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'], email: ['email'] },
    cookies: { keys: ['only for tests'] },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    features: { devInteractions: { enabled: false }, deviceFlow: { enabled: true }, rpInitiatedLogout: { enabled: true }, resourceIndicators: { enabled: true, getResourceServerInfo: (_context: unknown, audience: string) => ({ scope: '', audience, accessTokenFormat: 'jwt', jwt: { sign: { alg } } }) } },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 7_200, RefreshToken: 86_400, Session: 86_400, Interaction: 600, Grant: 86_400, DeviceCode: 600 },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, id: string) => {
      const person = people.get(id);
      return person && { accountId: id, claims: async () => ({ sub: id, name: person.name, preferred_username: id, email: person.email, groups: person.groups }) };
    },
  };
}

/** Lets a test change a JSON answer before it leaves. */
function alterAnswer(response: ServerResponse, change: Alter): void {
  const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
  response.end = ((body: unknown) => {
    void (async () => {
      const text = JSON.stringify(await change(JSON.parse(String(body)) as Record<string, unknown>));
      response.setHeader('content-length', Buffer.byteLength(text));
      end(text);
    })();
    return response;
  }) as typeof response.end;
}

/** Follows the provider as a browser does, until it sends back to `signed-in`; gives that address. */
export async function browse(address: string): Promise<URL> {
  const { url, status, html } = await createPlainBrowser().open(address, ({ pathname }) => pathname === '/signed-in');
  if (url.pathname !== '/signed-in') throw new Error(`${url.href} answered ${status}: ${html.slice(0, 500)}`);
  return url;
}
