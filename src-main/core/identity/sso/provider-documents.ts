import { MillwrightError } from '#shared/contract/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import { type Claims, type IdentityProvider, type ProviderDocuments, type TokenChecks, TokenRefused } from '#core/ports/identity-provider.ts';
import type { FetchedDocuments, SsoSettings, SsoStore } from './sso-settings.ts';

const FRESH_MS = 3_600_000;
/** From this age on they are fetched again beside the work, so that nobody waits for it. */
const AHEAD_MS = 45 * 60_000;
/** How long they serve while the provider does not answer. */
const OUTAGE_MS = 24 * 3_600_000;
/** A provider that does not answer is not asked more often, nor one whose keys somebody says have changed. */
const PAUSE_MS = 30_000;

/** Discovery document and keys of each plant's provider: fetched hourly, kept over restarts, and used on while the provider is away. */
export interface DocumentsCache {
  of(settings: SsoSettings): Promise<ProviderDocuments>;
  /** As {@link IdentityProvider.verify}; where the key is not known the keys are fetched again, since providers change them. */
  verify(settings: SsoSettings, token: string, checks: Omit<TokenChecks, 'issuer' | 'now'>): Promise<Claims>;
  forget(tenantId: string): void;
}

export function createDocumentsCache({ store, provider, clock }: { store: SsoStore; provider: IdentityProvider; clock: Clock }): DocumentsCache {
  const held = new Map<string, FetchedDocuments>();
  const fetching = new Map<string, Promise<FetchedDocuments>>();
  const askedAt = new Map<string, number>();
  const keysAskedAt = new Map<string, number>();
  const now = (): number => clock.now().getTime();

  function fetchAgain({ tenantId, issuer }: SsoSettings): Promise<FetchedDocuments> {
    const running = fetching.get(tenantId);
    if (running) return running;
    const started = (async () => {
      askedAt.set(tenantId, clock.elapsed());
      const fetched = { documents: await provider.describe(issuer), fetchedAt: clock.now() };
      held.set(tenantId, fetched);
      await store.keepDocuments(tenantId, fetched);
      return fetched;
    })().finally(() => fetching.delete(tenantId));
    fetching.set(tenantId, started);
    return started;
  }

  const rested = (since: number | undefined): boolean => since === undefined || clock.elapsed() - since >= PAUSE_MS;
  const mayAsk = (tenantId: string): boolean => rested(askedAt.get(tenantId));

  async function of(settings: SsoSettings): Promise<ProviderDocuments> {
    const { tenantId } = settings;
    const known = held.get(tenantId) ?? (await store.documents(tenantId));
    if (!known) return (await fetchAgain(settings)).documents;
    held.set(tenantId, known);
    const age = now() - known.fetchedAt.getTime();
    if (age < AHEAD_MS) return known.documents;
    if (age < FRESH_MS) {
      if (mayAsk(tenantId)) fetchAgain(settings).catch(() => undefined);
      return known.documents;
    }
    if (mayAsk(tenantId)) {
      try {
        return (await fetchAgain(settings)).documents;
      } catch (error) {
        if (age >= OUTAGE_MS) throw error;
      }
    }
    if (age >= OUTAGE_MS) throw new MillwrightError('PROVIDER_UNREACHABLE');
    return known.documents;
  }

  return {
    of,
    async verify(settings, token, checks) {
      const all = { ...checks, issuer: settings.issuer, now: clock.now() };
      const documents = await of(settings);
      try {
        return await provider.verify(documents, token, all);
      } catch (error) {
        const unknownKey = error instanceof TokenRefused && error.reason === 'unknown-key';
        if (!unknownKey || !rested(keysAskedAt.get(settings.tenantId))) throw error;
        keysAskedAt.set(settings.tenantId, clock.elapsed());
      }
      return provider.verify((await fetchAgain(settings)).documents, token, all);
    },
    forget: (tenantId) => void held.delete(tenantId),
  };
}
