import { Button, Menu, MenuItem, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Agent, AgentDefinition } from '#shared/contract/agents.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { FilePick } from '#renderer/components/FilePick.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { useDefinitionFile } from '#renderer/components/use-definition-file.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { AGENTS, useAgentList, useAgentTemplates } from './agent-queries.ts';
import { AgentForm } from './AgentForm.tsx';
import { AgentsTable } from './AgentsTable.tsx';
import { AgentTrial } from './AgentTrial.tsx';
import { AgentVersions } from './AgentVersions.tsx';
import { emptyAgent } from './empty-agent.ts';

type Opened = { what: 'form'; definition: AgentDefinition; isNew: boolean } | { what: 'trial' | 'versions' | 'removal'; agent: Agent };

/** The agents of the plant: made from a template or a file, changed, tried, removed. */
export function AgentsTab() {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(AGENTS);
  const list = useAgentList();
  const templates = useAgentTemplates();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const begin = (definition: AgentDefinition) => {
    setAnchor(null);
    setOpened({ what: 'form', definition, isNew: true });
  };
  const { problem, take } = useDefinitionFile(AgentDefinition, begin, (name, why) => t('agents.notAnAgent', { name, why }));

  const toggle = ({ definition: { name, title, enabled } }: Agent) => action.run(() => client.agents.change({ name, change: { enabled: !enabled } }), () => t('agents.saved', { name: title }));
  const remove = ({ definition: { name, title } }: Agent) => action.run(() => client.agents.remove({ name }), () => t('agents.removed', { name: title }));

  return (
    <Stack sx={{ gap: 2 }}>
      <Typography color="textSecondary">{t('agents.body')}</Typography>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <Button variant="contained" aria-haspopup="menu" aria-expanded={anchor !== null} onClick={({ currentTarget }) => setAnchor(currentTarget)}>
          {t('agents.add')}
        </Button>
        <FilePick label={t('agents.import')} accept=".json,application/json" multiple={false} variant="outlined" onFiles={([picked]) => picked && void take(picked.file)} />
        <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
          <MenuItem onClick={() => begin(emptyAgent())}>{t('agents.fromNothing')}</MenuItem>
          {templates.data?.templates.map(({ definition }) => (
            <MenuItem key={definition.name} onClick={() => begin(definition)}>
              {definition.title}
            </MenuItem>
          ))}
        </Menu>
      </Stack>
      {problem !== null && (
        <Notice urgent state="failed">
          {problem}
        </Notice>
      )}
      {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.agents.length === 0 && <EmptyState title={t('agents.none')} />}
      {list.data && list.data.agents.length > 0 && (
        <AgentsTable
          agents={list.data.agents}
          onEdit={({ definition }) => setOpened({ what: 'form', definition, isNew: false })}
          onTry={(agent) => setOpened({ what: 'trial', agent })}
          onToggle={toggle}
          onVersions={(agent) => setOpened({ what: 'versions', agent })}
          onRemove={(agent) => setOpened({ what: 'removal', agent })}
        />
      )}
      {opened?.what === 'form' && <AgentForm initial={opened.definition} isNew={opened.isNew} onClose={close} />}
      {opened?.what === 'trial' && <AgentTrial agent={opened.agent} onClose={close} />}
      {opened?.what === 'versions' && <AgentVersions agent={opened.agent} onClose={close} />}
      {opened?.what === 'removal' && (
        <ConfirmDialog title={t('agents.removeTitle', { name: opened.agent.definition.title })} body={t('agents.removeBody')} action={t('agents.remove')} onConfirm={() => remove(opened.agent)} onClose={close} />
      )}
    </Stack>
  );
}
