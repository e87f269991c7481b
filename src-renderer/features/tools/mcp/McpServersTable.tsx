import { Button, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { McpServer } from '#shared/contract/mcp.ts';
import type { State } from '#renderer/app/theme/tokens.ts';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { RowMenu } from '#renderer/components/RowMenu.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { visibleText } from '#renderer/components/visible-text.ts';

interface Props {
  servers: readonly McpServer[];
  onTools: (server: McpServer) => void;
  onEdit: (server: McpServer) => void;
  onToggle: (server: McpServer) => void;
  onRemove: (server: McpServer) => void;
}

type Standing = 'off' | 'unapproved' | 'changed' | 'approved';
const STATES: Record<Standing, State> = { off: 'idle', unapproved: 'degraded', changed: 'failed', approved: 'ready' };

export function McpServersTable({ servers, ...actions }: Props) {
  const { t } = useTranslation();
  const column = (name: 'name' | 'way' | 'state' | 'since') => t(`mcp.column.${name}`);
  return (
    <FramedTable label={t('mcp.table')} columns={[column('name'), column('way'), column('state'), column('since'), t('documents.column.actions')]}>
      {servers.map((server) => (
        <ServerRow key={server.name} server={server} {...actions} />
      ))}
    </FramedTable>
  );
}

function ServerRow({ server, onTools, onEdit, onToggle, onRemove }: Omit<Props, 'servers'> & { server: McpServer }) {
  const { t } = useTranslation();
  const { name, source, enabled, changedAt } = server;
  const standing = standingOf(server);
  return (
    <TableRow hover>
      <TableCell sx={{ minWidth: '12rem', maxWidth: '26rem' }}>
        <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{name}</Typography>
        <Typography variant="caption" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {visibleText(source.transport === 'http' ? source.url : [source.program, ...source.arguments].join(' '))}
        </Typography>
      </TableCell>
      <TableCell>
        {t(`mcp.ways.${source.transport}`)}
        {source.transport === 'http' && (
          <Typography variant="caption" color="textSecondary" component="div">
            {t(`common.reaches.${source.reach}`)}
          </Typography>
        )}
      </TableCell>
      <TableCell>
        <StatusChip state={STATES[standing]}>{t(`mcp.states.${standing}`)}</StatusChip>
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>{formatTime(changedAt)}</TableCell>
      <TableCell align="right">
        <Stack direction="row" sx={{ justifyContent: 'flex-end' }}>
          <Button size="small" aria-label={t('mcp.lookNamed', { name })} onClick={() => onTools(server)} disabled={!enabled}>
            {t('mcp.look')}
          </Button>
          <RowMenu label={t('agents.more', { name })} items={[
            { name: enabled ? t('agents.switchOff') : t('agents.switchOn'), act: () => onToggle(server) },
            { name: t('agents.edit'), act: () => onEdit(server) },
            { name: t('agents.remove'), act: () => onRemove(server) },
          ]} />
        </Stack>
      </TableCell>
    </TableRow>
  );
}

function standingOf({ enabled, approved, changed }: McpServer): Standing {
  if (!enabled) return 'off';
  if (approved === null) return 'unapproved';
  return changed ? 'changed' : 'approved';
}
