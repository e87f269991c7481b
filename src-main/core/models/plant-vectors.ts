import type { EmbedderState } from '#core/ports/embedder.ts';

/** What a plant's change to another embedding model has come to. */
export interface VectorsProgress {
  /** Identity of the model whose vectors serve; null while there are none. */
  serving: string | null;
  /** The model whose vectors are being made; null where no change is under way. `done` of `total` passages have theirs. */
  next: { identity: string; name: string; done: number; total: number; problem: string | null } | null;
}

/** The vectors that plants are searched by, as far as models have to know of them. */
export interface PlantVectors {
  state(tenantId: string): Promise<VectorsProgress>;
  /** The model that questions are embedded with; without one, why search is by keyword only. */
  serving(tenantId: string): Promise<EmbedderState>;
  /** Says that a plant may want another model than it has: what has to be made is begun at once. */
  again(): void;
  /** Identities of the models that some plant is searched by, or will be. */
  inUse(): Promise<ReadonlySet<string>>;
}
