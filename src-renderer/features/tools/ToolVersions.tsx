import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Tool, ToolDefinition } from '#shared/contract/tools.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { DefinitionVersions } from '#renderer/components/DefinitionVersions.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { TOOLS } from './tool-queries.ts';

/** Every version of a tool. */
export function ToolVersions({ tool: { definition, version }, onClose }: { tool: Tool; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(TOOLS);
  const { name } = definition;
  const shown = useQuery({ queryKey: [...TOOLS, 'show', name], queryFn: ({ signal }) => client.tools.show({ name }, { signal }) });
  const restore = (old: ToolDefinition) => {
    action.run(() => client.tools.apply(old), () => t('tools.saved', { name }));
    onClose();
  };
  return <DefinitionVersions name={name} current={version} shown={shown} onRestore={restore} onClose={onClose} />;
}
