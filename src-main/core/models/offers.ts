import type { ModelRole, OfferedModel } from '#shared/contract/models.ts';
import type { Embedding } from '#core/ports/embedder.ts';
import { type RoleAssignments, chooseModel } from './choose-model.ts';
import type { ModelRow } from './model-rows.ts';
import type { ModelRegistry } from './registry.ts';
import type { RemoteRegistry } from './remote/remote-registry.ts';
import type { RoleSettings } from './role-settings.ts';

/** A model that programs may ask, and what the plant uses it for. */
export interface Offer {
  /** As it is named in requests. */
  name: string;
  role: Extract<ModelRole, 'fast' | 'heavy' | 'embed'>;
  createdAt: Date;
}

/** What of the installed models a plant's programs may ask: those that the plant itself uses. */
export interface Offers {
  list(tenantId: string): Promise<Offer[]>;
  /** By name, or by what the plant uses it for. */
  find(tenantId: string, wanted: string): Promise<Offer | undefined>;
}

interface OffersDeps {
  registry: Pick<ModelRegistry, 'list'>;
  roles: Pick<RoleSettings, 'read'>;
  remotes: Pick<RemoteRegistry, 'list'>;
  embedding: Embedding;
}

export function createOffers({ registry, roles, remotes, embedding }: OffersDeps): Offers {
  async function list(tenantId: string): Promise<Offer[]> {
    const [rows, assigned, elsewhere] = [await registry.list(), await roles.read(tenantId), await remotes.list(tenantId)];
    const remote = (['fast', 'heavy'] as const).flatMap((role) => elsewhere.filter(({ id }) => id === assigned[role]).map(({ name, created_at }) => ({ name, role, createdAt: created_at })));
    return [...remote, ...offersOf(rows, assigned, embedding)];
  }

  return {
    list,
    async find(tenantId, wanted) {
      const offers = await list(tenantId);
      return offers.find(({ role }) => role === wanted) ?? offers.find(({ name }) => name === wanted);
    },
  };
}

function offersOf(rows: readonly ModelRow[], assigned: RoleAssignments, embedding: Embedding): Offer[] {
  const offers: Offer[] = [];
  for (const role of ['fast', 'heavy'] as const) {
    const { model } = chooseModel(rows, assigned, role);
    if (model) offers.push({ name: model.name, role, createdAt: model.created_at });
  }
  const { embedder } = embedding.current();
  const file = rows.find(({ path }) => path === embedding.files?.weightsPath);
  if (embedder) offers.push({ name: embedder.name, role: 'embed', createdAt: file?.created_at ?? new Date(0) });
  return offers;
}

/** Each model once, however many roles it has. */
export function toOfferedModels(offers: readonly Offer[]): OfferedModel[] {
  const byName = new Map(offers.map((offer) => [offer.name, offer]));
  return [...byName.values()].map(({ name, createdAt }) => ({ id: name, object: 'model', created: Math.floor(createdAt.getTime() / 1000), owned_by: 'millwright' }));
}
