import { MillwrightError } from '#shared/contract/errors.ts';
import { routing } from '#shared/contract/routing.ts';
import { bindHandlers, type BoundOperation } from '#core/pipeline/index.ts';
import type { CorrectionStore } from './correction-rows.ts';
import type { AvailableAgents, Router } from './router.ts';

export function routingHandlers({ router, corrections, agents }: { router: Router; corrections: CorrectionStore; agents: AvailableAgents }): BoundOperation[] {
  return bindHandlers(routing, {
    async route({ question }, { principal, signal, note }) {
      const routed = await router.route(principal, question, signal);
      note({ metadata: { by: routed.by, intents: routed.intents.length, asked: routed.clarify !== null } });
      return routed;
    },
    async correct({ question, agent }, { principal, note }) {
      if (agent !== null && !(await agents.availableTo(principal)).some(({ name }) => name === agent)) throw new MillwrightError('AGENT_NOT_FOUND');
      const id = await corrections.keep(principal, { question, agent });
      note({ resourceId: id });
      return { id };
    },
    corrections: async (_, { principal }) => ({ corrections: await corrections.list(principal) }),
    async forget({ id }, { principal }) {
      await corrections.forget(principal, id);
      return { forgotten: true };
    },
  });
}
