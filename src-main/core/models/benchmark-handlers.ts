import { modelBenchmarks } from '#shared/contract/model-benchmarks.ts';
import { type BoundOperation, bindHandlers } from '#core/pipeline/index.ts';
import type { BenchStage, Benchmarks } from './benchmark.ts';
import { createProgressStream } from './progress-stream.ts';
import type { ModelRegistry } from './registry.ts';

export function benchmarkHandlers({ registry, benchmarks }: { registry: Pick<ModelRegistry, 'get'>; benchmarks: Benchmarks }): BoundOperation[] {
  return bindHandlers(modelBenchmarks, {
    async *bench({ id }, { signal }) {
      const left = new AbortController();
      const progress = createProgressStream<{ type: 'progress'; stage: BenchStage; progress: number }>();
      const work = benchmarks.run(await registry.get(id), AbortSignal.any([signal, left.signal]), (stage, share) => progress.tell({ type: 'progress', stage, progress: share }));
      try {
        yield* progress.until(work);
        yield { type: 'measured' as const, benchmark: await work };
      } finally {
        left.abort();
      }
    },
    benchmarks: async ({ id }) => ({ benchmarks: await benchmarks.of((await registry.get(id)).id) }),
  });
}
