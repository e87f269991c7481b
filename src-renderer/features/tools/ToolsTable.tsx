import { Button, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Tool } from '#shared/contract/tools.ts';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { RowMenu } from '#renderer/components/RowMenu.tsx';
import { saveText } from '#renderer/components/save-file.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { visibleText } from '#renderer/components/visible-text.ts';

interface Props {
  tools: readonly Tool[];
  onEdit: (tool: Tool) => void;
  onTry: (tool: Tool) => void;
  onToggle: (tool: Tool) => void;
  onVersions: (tool: Tool) => void;
  onRemove: (tool: Tool) => void;
}

export function ToolsTable({ tools, ...actions }: Props) {
  const { t } = useTranslation();
  const column = (name: 'name' | 'does' | 'role' | 'state' | 'version') => t(`tools.column.${name}`);
  return (
    <FramedTable label={t('tools.table')} columns={[column('name'), column('does'), column('role'), column('state'), column('version'), t('documents.column.actions')]}>
      {tools.map((tool) => (
        <ToolRow key={tool.definition.name} tool={tool} {...actions} />
      ))}
    </FramedTable>
  );
}

function ToolRow({ tool, onEdit, onTry, onToggle, onVersions, onRemove }: Omit<Props, 'tools'> & { tool: Tool }) {
  const { t } = useTranslation();
  const { definition, version, changedAt, origin, problem, leavesMachine } = tool;
  const { name, description, kind, writes, minimumRole, enabled } = definition;
  return (
    <TableRow hover>
      <TableCell sx={{ minWidth: '10rem', maxWidth: '24rem' }}>
        <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{name}</Typography>
        <Typography variant="caption" color="textSecondary">
          {visibleText(description)}
        </Typography>
      </TableCell>
      <TableCell>
        {t(`tools.kinds.${kind}`)}
        <Typography variant="caption" color="textSecondary" component="div">
          {writes ? t('tools.writes') : t('tools.reads')}
          {leavesMachine && `, ${t('tools.leaves')}`}
        </Typography>
      </TableCell>
      <TableCell>{t('tools.andUp', { role: t(`common.roles.${minimumRole}`) })}</TableCell>
      <TableCell>
        <StatusChip state={!enabled ? 'idle' : problem === null ? 'ready' : 'failed'}>{!enabled ? t('agents.off') : problem === null ? t('agents.on') : t('tools.cannot')}</StatusChip>
        {enabled && problem !== null && (
          <Typography variant="caption" component="div">
            {problem}
          </Typography>
        )}
      </TableCell>
      <TableCell sx={{ whiteSpace: 'nowrap' }}>{changedAt === null ? t('agents.shipped') : t('agents.version', { version, time: formatTime(changedAt) })}</TableCell>
      <TableCell align="right">
        <Stack direction="row" sx={{ justifyContent: 'flex-end' }}>
          <Button size="small" aria-label={t('tools.tryNamed', { name })} onClick={() => onTry(tool)} disabled={!enabled}>
            {t('agents.try')}
          </Button>
          <Button size="small" aria-label={t('tools.editNamed', { name })} onClick={() => onEdit(tool)}>
            {t('agents.edit')}
          </Button>
          <RowMenu label={t('agents.more', { name })} items={[
            { name: enabled ? t('agents.switchOff') : t('agents.switchOn'), act: () => onToggle(tool) },
            { name: t('agents.export'), act: () => saveText(`${name.replaceAll(/[^\w-]/g, '_')}.json`, [JSON.stringify(definition, null, 2)]) },
            { name: t('agents.history'), act: () => onVersions(tool) },
            ...(origin === 'plant' ? [{ name: t('agents.remove'), act: () => onRemove(tool) }] : []),
          ]} />
        </Stack>
      </TableCell>
    </TableRow>
  );
}
