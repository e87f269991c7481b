import type { ModelRole, OfferedModel } from '#shared/contract/models.ts';
import { type RoleAssignments, chooseModel } from './choose-model.ts';
import type { Embedders } from './embedders.ts';
import type { ModelRow } from './model-rows.ts';
import type { PlantVectors } from './plant-vectors.ts';
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
  vectors: () => Pick<PlantVectors, 'serving' | 'state'>;
  embedders: Pick<Embedders, 'rowOf'>;
}

export function createOffers({ registry, roles, remotes, vectors, embedders }: OffersDeps): Offers {
  async function list(tenantId: string): Promise<Offer[]> {
    const [rows, assigned, elsewhere] = [await registry.list(), await roles.read(tenantId), await remotes.list(tenantId)];
    const remote = (['fast', 'heavy'] as const).flatMap((role) => elsewhere.filter(({ id }) => id === assigned[role]).map(({ name, created_at }) => ({ name, role, createdAt: created_at })));
    return [...remote, ...offersOf(rows, assigned), ...(await embedderOf(tenantId))];
  }

  /** The model that the plant's documents are searched by: vectors of another could not be compared with them. */
  async function embedderOf(tenantId: string): Promise<Offer[]> {
    const { embedder } = await vectors().serving(tenantId);
    if (embedder === null) return [];
    return [{ name: embedder.name, role: 'embed', createdAt: (await embedders.rowOf(embedder.identity))?.created_at ?? new Date(0) }];
  }

  return {
    list,
    async find(tenantId, wanted) {
      const offers = await list(tenantId);
      return offers.find(({ role }) => role === wanted) ?? offers.find(({ name }) => name === wanted);
    },
  };
}

function offersOf(rows: readonly ModelRow[], assigned: RoleAssignments): Offer[] {
  const offers: Offer[] = [];
  for (const role of ['fast', 'heavy'] as const) {
    const { model } = chooseModel(rows, assigned, role);
    if (model) offers.push({ name: model.name, role, createdAt: model.created_at });
  }
  return offers;
}

/** Each model once, however many roles it has. */
export function toOfferedModels(offers: readonly Offer[]): OfferedModel[] {
  const byName = new Map(offers.map((offer) => [offer.name, offer]));
  return [...byName.values()].map(({ name, createdAt }) => ({ id: name, object: 'model', created: Math.floor(createdAt.getTime() / 1000), owned_by: 'millwright' }));
}
