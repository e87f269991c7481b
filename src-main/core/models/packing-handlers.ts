import { modelPacking } from '#shared/contract/model-packing.ts';
import { type BoundOperation, bindHandlers } from '#core/pipeline/index.ts';
import type { MadePack, PackWish } from './make-pack.ts';
import { createProgressStream } from './progress-stream.ts';
import type { Publishers } from './publishers.ts';
import { inSteps, type StageProgress } from './stage-progress.ts';

export interface PackingHandlerDeps {
  packing: (wish: PackWish, signal: AbortSignal, onStage: (stage: 'checksum' | 'copying', progress: number) => void) => Promise<MadePack>;
  publishers: Publishers;
}

export function packingHandlers({ packing, publishers }: PackingHandlerDeps): BoundOperation[] {
  return bindHandlers(modelPacking, {
    async *pack({ ids, out }, call) {
      const left = new AbortController();
      const progress = createProgressStream<StageProgress & { stage: 'checksum' | 'copying' }>();
      const tell = inSteps((report) => progress.tell({ ...report, stage: report.stage === 'checksum' ? 'checksum' : 'copying' }));
      const work = packing({ ids, out, publisher: call.principal.tenantName }, AbortSignal.any([call.signal, left.signal]), (stage, share) => tell(stage, share, out));
      try {
        for await (const { type, stage, progress: share } of progress.until(work)) yield { type, stage, progress: share };
        const made = await work;
        call.note({ metadata: { fingerprint: made.fingerprint } });
        yield { type: 'packed' as const, ...made };
      } finally {
        left.abort();
      }
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
