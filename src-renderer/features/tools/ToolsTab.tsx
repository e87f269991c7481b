import { Button, Menu, MenuItem, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Tool, ToolDefinition } from '#shared/contract/tools.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { ConfirmDialog } from '#renderer/components/ConfirmDialog.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { FilePick } from '#renderer/components/FilePick.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { useDefinitionFile } from '#renderer/components/use-definition-file.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { emptyTool } from './empty-tool.ts';
import { TOOLS, useToolList } from './tool-queries.ts';
import { ToolForm } from './ToolForm.tsx';
import { ToolSecrets } from './ToolSecrets.tsx';
import { ToolsTable } from './ToolsTable.tsx';
import { ToolTrial } from './ToolTrial.tsx';
import { ToolVersions } from './ToolVersions.tsx';

type Opened = { what: 'form'; definition: ToolDefinition; isNew: boolean } | { what: 'trial' | 'versions' | 'removal'; tool: Tool } | { what: 'secrets' };

/** The tools of the plant: added by hand or from a file, changed, tried, removed; and the secrets they use. */
export function ToolsTab() {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(TOOLS);
  const list = useToolList();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const begin = (definition: ToolDefinition) => {
    setAnchor(null);
    setOpened({ what: 'form', definition, isNew: true });
  };
  const { problem, take } = useDefinitionFile(ToolDefinition, begin, (name, why) => t('tools.notATool', { name, why }));

  const toggle = ({ definition }: Tool) => action.run(() => client.tools.apply({ ...definition, enabled: !definition.enabled }), () => t('tools.saved', { name: definition.name }));
  const remove = ({ definition: { name } }: Tool) => action.run(() => client.tools.remove({ name }), () => t('agents.removed', { name }));

  return (
    <Stack sx={{ gap: 2 }}>
      <Typography color="textSecondary">{t('tools.body')}</Typography>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <Button variant="contained" aria-haspopup="menu" aria-expanded={anchor !== null} onClick={({ currentTarget }) => setAnchor(currentTarget)}>
          {t('tools.add')}
        </Button>
        <FilePick label={t('agents.import')} accept=".json,application/json" multiple={false} variant="outlined" onFiles={([picked]) => picked && void take(picked.file)} />
        <Button variant="outlined" onClick={() => setOpened({ what: 'secrets' })}>
          {t('tools.secrets.open')}
        </Button>
        <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
          <MenuItem onClick={() => begin(emptyTool('http'))}>{t('tools.newHttp')}</MenuItem>
          <MenuItem onClick={() => begin(emptyTool('sql'))}>{t('tools.newSql')}</MenuItem>
        </Menu>
      </Stack>
      {problem !== null && (
        <Notice urgent state="failed">
          {problem}
        </Notice>
      )}
      {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data && (
        <ToolsTable
          tools={list.data.tools}
          onEdit={({ definition }) => setOpened({ what: 'form', definition, isNew: false })}
          onTry={(tool) => setOpened({ what: 'trial', tool })}
          onToggle={toggle}
          onVersions={(tool) => setOpened({ what: 'versions', tool })}
          onRemove={(tool) => setOpened({ what: 'removal', tool })}
        />
      )}
      {opened?.what === 'form' && <ToolForm initial={opened.definition} isNew={opened.isNew} onClose={close} />}
      {opened?.what === 'secrets' && <ToolSecrets onClose={close} />}
      {opened?.what === 'trial' && <ToolTrial tool={opened.tool} onClose={close} />}
      {opened?.what === 'versions' && <ToolVersions tool={opened.tool} onClose={close} />}
      {opened?.what === 'removal' && (
        <ConfirmDialog title={t('agents.removeTitle', { name: opened.tool.definition.name })} body={t('tools.removeBody')} action={t('agents.remove')} onConfirm={() => remove(opened.tool)} onClose={close} />
      )}
    </Stack>
  );
}
