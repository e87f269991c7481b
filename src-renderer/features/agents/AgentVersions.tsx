import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Agent, AgentDefinition } from '#shared/contract/agents.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { DefinitionVersions } from '#renderer/components/DefinitionVersions.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { AGENTS } from './agent-queries.ts';

/** Every version of an agent. */
export function AgentVersions({ agent: { definition, version }, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(AGENTS);
  const { name, title } = definition;
  const shown = useQuery({ queryKey: [...AGENTS, 'show', name], queryFn: ({ signal }) => client.agents.show({ name }, { signal }) });
  const restore = (old: AgentDefinition) => {
    action.run(() => client.agents.apply(old), () => t('agents.saved', { name: title }));
    onClose();
  };
  return <DefinitionVersions name={title} current={version} shown={shown} onRestore={restore} onClose={onClose} />;
}
