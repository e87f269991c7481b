import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { OfferedAgent } from '#shared/contract/agents.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import type { Answerer } from './create-answers.ts';

const LONGEST_EXAMPLE = 2_000;

/** The agents that the person may use now; none until they are known. */
export function useOfferedAgents(): readonly OfferedAgent[] {
  const client = useClient();
  return useQuery({ queryKey: ['agents', 'mine'], queryFn: ({ signal }) => client.agents.mine({}, { signal }) }).data?.agents ?? [];
}

/** Has another agent answer a question (null: the documents), and keeps the question as an example for the routing. */
export function useAskAnother({ question, ask }: { question: string; ask: (answerer: Answerer) => void }): (agent: string | null) => void {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(['routing', 'corrections']);
  return (agent) => {
    if (question.length <= LONGEST_EXAMPLE) action.run(() => client.routing.correct({ question, agent }), () => t('plans.routing.kept'));
    ask(agent === null ? { mode: 'rag' } : { mode: 'agent', agent });
  };
}
