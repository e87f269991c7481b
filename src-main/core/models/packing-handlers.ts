import { modelPacking } from '#shared/contract/model-packing.ts';
import { type BoundOperation, bindHandlers } from '#core/pipeline/index.ts';
import type { MadePack, PackWish } from './make-pack.ts';
import { followWork } from './progress-stream.ts';
import type { Publishers } from './publishers.ts';
import { inSteps } from './stage-progress.ts';

export interface PackingHandlerDeps {
  packing: (wish: PackWish, signal: AbortSignal, onStage: (stage: 'checksum' | 'copying', progress: number) => void) => Promise<MadePack>;
  publishers: Publishers;
}

interface PackProgress {
  type: 'progress';
  stage: 'checksum' | 'copying';
  progress: number;
}

export function packingHandlers({ packing, publishers }: PackingHandlerDeps): BoundOperation[] {
  return bindHandlers(modelPacking, {
    async *pack({ ids, out }, call) {
      const made = yield* followWork<PackProgress, MadePack>(call.signal, (signal, tell) => {
        const inStep = inSteps(({ type, stage, progress }) => tell({ type, stage: stage === 'checksum' ? 'checksum' : 'copying', progress }));
        return packing({ ids, out, publisher: call.principal.tenantName }, signal, (stage, share) => inStep(stage, share, out));
      });
      call.note({ metadata: { fingerprint: made.fingerprint } });
      yield { type: 'packed' as const, ...made };
    },

    async publishers() {
      const known = await publishers.list();
      return { own: await publishers.own(), publishers: known.map(({ addedAt, ...each }) => ({ ...each, addedAt: addedAt.toISOString() })) };
    },
    async trust({ publicKey, name }, call) {
      const fingerprint = await publishers.trust(publicKey, name);
      call.note({ metadata: { fingerprint } });
      return { fingerprint };
    },
    async distrust({ fingerprint }, call) {
      call.note({ metadata: { fingerprint: fingerprint.toUpperCase() } });
      await publishers.distrust(fingerprint);
      return { removed: true as const };
    },
  });
}
