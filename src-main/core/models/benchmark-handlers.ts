import { type Benchmark, modelBenchmarks } from '#shared/contract/model-benchmarks.ts';
import { type BoundOperation, bindHandlers } from '#core/pipeline/index.ts';
import type { BenchStage, Benchmarks } from './benchmark.ts';
import { followWork } from './progress-stream.ts';
import type { ModelRegistry } from './registry.ts';

interface BenchProgress {
  type: 'progress';
  stage: BenchStage;
  progress: number;
}

export function benchmarkHandlers({ registry, benchmarks }: { registry: Pick<ModelRegistry, 'get'>; benchmarks: Benchmarks }): BoundOperation[] {
  return bindHandlers(modelBenchmarks, {
    async *bench({ id }, { signal }) {
      const row = await registry.get(id);
      const benchmark = yield* followWork<BenchProgress, Benchmark>(signal, (stopped, tell) => benchmarks.run(row, stopped, (stage, progress) => tell({ type: 'progress', stage, progress })));
      yield { type: 'measured' as const, benchmark };
    },
    benchmarks: async ({ id }) => ({ benchmarks: await benchmarks.of((await registry.get(id)).id) }),
  });
}
