import type { ModelGateway } from '#core/models/index.ts';

/** The gateway, and whether an answer is being written through it: reading documents waits for that. */
export function countAnswers(gateway: ModelGateway): { gateway: ModelGateway; busy: () => boolean } {
  let writing = 0;

  async function* counted<T>(events: AsyncIterable<T>): AsyncGenerator<T> {
    writing += 1;
    try {
      yield* events;
    } finally {
      writing -= 1;
    }
  }

  return {
    gateway: {
      ...gateway,
      async chat(...request) {
        const generation = await gateway.chat(...request);
        return generation && { ...generation, events: counted(generation.events) };
      },
    },
    busy: () => writing > 0,
  };
}
