import Add from '@mui/icons-material/AddOutlined';
import Edit from '@mui/icons-material/EditOutlined';
import Equal from '@mui/icons-material/DragHandleOutlined';
import { Stack, type SvgIconProps, TableCell, TableRow, Typography } from '@mui/material';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { ComparedField, Comparison } from '#shared/contract/approvals.ts';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { visibleText } from '#renderer/components/visible-text.ts';

const ICONS: Record<ComparedField['change'], ComponentType<SvgIconProps>> = { changed: Edit, same: Equal, new: Add };

const shown = (value: unknown): string => visibleText(typeof value === 'string' ? value : JSON.stringify(value));

/** Old and new side by side, or why the old is not known. `stale`: somebody decided by what is out of date. */
export function ComparisonTable({ comparison: { tool, at, fields, problem, moved }, stale = false }: { comparison: Comparison; stale?: boolean }) {
  const { t } = useTranslation();
  const column = (name: 'field' | 'now' | 'wanted' | 'change') => t(`approvals.comparison.column.${name}`);
  return (
    <Stack sx={{ gap: 1 }}>
      {stale ? (
        <Notice urgent state="degraded">
          {t('approvals.comparison.stale')}
        </Notice>
      ) : (
        moved && <Notice state="degraded">{t('approvals.comparison.moved')}</Notice>
      )}
      {problem !== null && <Notice state="degraded">{t('approvals.comparison.unknown', { tool, problem: visibleText(problem) })}</Notice>}
      {fields.length > 0 && (
        <FramedTable label={t('approvals.comparison.title')} columns={[column('field'), column('now'), column('wanted'), column('change')]}>
          {fields.map((field) => (
            <FieldRow key={field.name} field={field} />
          ))}
        </FramedTable>
      )}
      <Typography variant="caption" color="textSecondary">
        {t('approvals.comparison.at', { tool, time: formatTime(at) })}
      </Typography>
    </Stack>
  );
}

function FieldRow({ field: { name, change, now, wanted, moved } }: { field: ComparedField }) {
  const { t } = useTranslation();
  const Icon = ICONS[change];
  const value = { overflowWrap: 'break-word', whiteSpace: 'pre-wrap', verticalAlign: 'top' } as const;
  return (
    <TableRow>
      <TableCell component="th" scope="row" sx={value}>
        {visibleText(name)}
      </TableCell>
      <TableCell sx={value}>
        {change === 'new' ? <em>{t('approvals.comparison.nothing')}</em> : change === 'changed' ? <del>{shown(now)}</del> : shown(now)}
        {moved && (
          <Typography variant="caption" component="div">
            {t('approvals.comparison.fieldMoved')}
          </Typography>
        )}
      </TableCell>
      <TableCell sx={value}>{change === 'same' ? shown(wanted) : <strong>{shown(wanted)}</strong>}</TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap', verticalAlign: 'top' }}>
        <Stack direction="row" component="span" sx={{ gap: 0.5, alignItems: 'center', justifyContent: 'flex-end' }}>
          <Icon aria-hidden fontSize="small" />
          {t(`approvals.comparison.changes.${change}`)}
        </Stack>
      </TableCell>
    </TableRow>
  );
}
