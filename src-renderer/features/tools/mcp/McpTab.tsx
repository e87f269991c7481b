import { Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { McpServer } from '#shared/contract/mcp.ts';
import type { Tool } from '#shared/contract/tools.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { TOOLS } from '#renderer/features/tools/tool-queries.ts';
import { ToolTrial } from '#renderer/features/tools/ToolTrial.tsx';
import { useMcpServers } from './mcp-queries.ts';
import { McpServerForm } from './McpServerForm.tsx';
import { McpServersTable } from './McpServersTable.tsx';
import { McpToolsDialog } from './McpToolsDialog.tsx';

type Opened = { what: 'form'; server: McpServer | null } | { what: 'tools' | 'removal'; server: McpServer };

/** The MCP servers of the plant: added, asked for their tools, approved to the letter, switched off, removed. */
export function McpTab() {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(TOOLS);
  const list = useMcpServers();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [tried, setTried] = useState<Tool | null>(null);
  const close = () => setOpened(null);
  const toggle = ({ name, enabled }: McpServer) => action.run(() => client.mcp.switch({ name, enabled: !enabled }), () => t(enabled ? 'mcp.switchedOff' : 'mcp.switchedOn', { name }));

  return (
    <Stack sx={{ gap: 2 }}>
      <Typography color="textSecondary">{t('mcp.body')}</Typography>
      <Button variant="contained" sx={{ alignSelf: 'flex-start' }} onClick={() => setOpened({ what: 'form', server: null })}>
        {t('mcp.add')}
      </Button>
      {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.servers.length === 0 && <EmptyState title={t('mcp.none')} />}
      {list.data && list.data.servers.length > 0 && (
        <McpServersTable
          servers={list.data.servers}
          onTools={(server) => setOpened({ what: 'tools', server })}
          onEdit={(server) => setOpened({ what: 'form', server })}
          onToggle={toggle}
          onRemove={(server) => setOpened({ what: 'removal', server })}
        />
      )}
      {opened?.what === 'form' && <McpServerForm initial={opened.server} onSaved={(server) => setOpened({ what: 'tools', server })} onClose={close} />}
      {opened?.what === 'tools' && <McpToolsDialog server={opened.server} onTry={setTried} onClose={close} />}
      {opened?.what === 'removal' && (
        <ConfirmDialog
          title={t('agents.removeTitle', { name: opened.server.name })}
          body={t('mcp.removeBody')}
          action={t('agents.remove')}
          onConfirm={() => action.run(() => client.mcp.remove({ name: opened.server.name }), () => t('agents.removed', { name: opened.server.name }))}
          onClose={close}
        />
      )}
      {tried !== null && <ToolTrial tool={tried} onClose={() => setTried(null)} />}
    </Stack>
  );
}
