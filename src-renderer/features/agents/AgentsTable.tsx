import { Button, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Agent } from '#shared/contract/agents.ts';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { RowMenu } from '#renderer/components/RowMenu.tsx';
import { saveText } from '#renderer/components/save-file.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';

interface Props {
  agents: readonly Agent[];
  onEdit: (agent: Agent) => void;
  onTry: (agent: Agent) => void;
  onToggle: (agent: Agent) => void;
  onVersions: (agent: Agent) => void;
  onRemove: (agent: Agent) => void;
}

export function AgentsTable({ agents, ...actions }: Props) {
  const { t } = useTranslation();
  const column = (name: 'name' | 'tools' | 'roles' | 'state' | 'version') => t(`agents.column.${name}`);
  return (
    <FramedTable label={t('agents.table')} columns={[column('name'), column('tools'), column('roles'), column('state'), column('version'), t('documents.column.actions')]}>
      {agents.map((agent) => (
        <AgentRow key={agent.definition.name} agent={agent} {...actions} />
      ))}
    </FramedTable>
  );
}

function AgentRow({ agent, onEdit, onTry, onToggle, onVersions, onRemove }: Omit<Props, 'agents'> & { agent: Agent }) {
  const { t } = useTranslation();
  const { definition, version, changedAt } = agent;
  const { name, title, tools, roles, enabled } = definition;
  return (
    <TableRow hover>
      <TableCell sx={{ minWidth: '10rem' }}>
        <Typography sx={{ fontWeight: 600 }}>{title}</Typography>
        <Typography variant="caption" color="textSecondary">
          @{name}
        </Typography>
      </TableCell>
      <TableCell sx={{ minWidth: '8rem', overflowWrap: 'anywhere' }}>{tools.length === 0 ? '–' : tools.join(', ')}</TableCell>
      <TableCell>{roles.map((role) => t(`common.roles.${role}`)).join(', ')}</TableCell>
      <TableCell>
        <StatusChip state={enabled ? 'ready' : 'idle'}>{enabled ? t('agents.on') : t('agents.off')}</StatusChip>
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>{changedAt === null ? t('agents.shipped') : t('agents.version', { version, time: formatTime(changedAt) })}</TableCell>
      <TableCell align="right">
        <Stack direction="row" sx={{ justifyContent: 'flex-end' }}>
          <Button size="small" aria-label={t('agents.tryNamed', { name: title })} onClick={() => onTry(agent)} disabled={!enabled}>
            {t('agents.try')}
          </Button>
          <Button size="small" aria-label={t('agents.editNamed', { name: title })} onClick={() => onEdit(agent)}>
            {t('agents.edit')}
          </Button>
          <RowMenu label={t('agents.more', { name: title })} items={[
            { name: enabled ? t('agents.switchOff') : t('agents.switchOn'), act: () => onToggle(agent) },
            { name: t('agents.export'), act: () => saveText(`${name}.json`, [JSON.stringify(definition, null, 2)]) },
            { name: t('agents.history'), act: () => onVersions(agent) },
            { name: t('agents.remove'), act: () => onRemove(agent) },
          ]} />
        </Stack>
      </TableCell>
    </TableRow>
  );
}
