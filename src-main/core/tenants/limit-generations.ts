import type { ModelGateway } from '#core/models/index.ts';
import type { GenerateEvent } from '#core/ports/inference.ts';
import type { TenantQuotas } from './quotas.ts';

/** The gateway within a plant's quotas: an answer counts as being written while its events are read, and its tokens when it ends. */
export function limitGenerations(gateway: ModelGateway, quotas: TenantQuotas): ModelGateway {
  async function* counted(tenantId: string, events: AsyncIterable<GenerateEvent>): AsyncGenerator<GenerateEvent> {
    const ended = await quotas.beginGeneration(tenantId);
    let [prompt, written] = [0, 0];
    try {
      for await (const event of events) {
        if (event.type === 'token') written += 1;
        if (event.type === 'end') [prompt, written] = [event.promptTokens, event.completionTokens];
        yield event;
      }
    } finally {
      await ended(prompt + written);
    }
  }

  return {
    ...gateway,
    async chat(scope, request, signal) {
      const generation = await gateway.chat(scope, request, signal);
      return generation && { ...generation, events: counted(scope.tenantId, generation.events) };
    },
  };
}
