import { Box, ButtonBase, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { Virtuoso } from 'react-virtuoso';
import type { AuditRecord } from '#shared/contract/audit.ts';
import { formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { outcomeStates } from './audit-state.ts';

interface Props {
  records: readonly AuditRecord[];
  selected: number | null;
  onOpen: (record: AuditRecord) => void;
  /** The reader reached the oldest entry shown. */
  onEnd: () => void;
}

/** The record as a timeline, newest first; older entries come as the reader gets there. */
export function AuditList({ records, selected, onOpen, onEnd }: Props) {
  const { t } = useTranslation();
  if (records.length === 0) return <Typography color="textSecondary">{t('admin.audit.none')}</Typography>;
  return (
    <Box role="region" aria-label={t('admin.audit.list')} sx={({ tokens }) => ({ flex: '1 1 60%', minWidth: 0, border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}>
      <Virtuoso data={records} endReached={onEnd} computeItemKey={(_, { seq }) => seq} itemContent={(_, record) => <Row record={record} selected={record.seq === selected} onOpen={() => onOpen(record)} />} />
    </Box>
  );
}

function Row({ record, selected, onOpen }: { record: AuditRecord; selected: boolean; onOpen: () => void }) {
  const { t } = useTranslation();
  const { at, event, outcome, userName } = record;
  return (
    <ButtonBase
      onClick={onOpen}
      aria-pressed={selected}
      sx={({ tokens, measures }) => ({
        display: 'grid',
        gridTemplateColumns: 'minmax(9em, auto) minmax(8em, 1.4fr) minmax(6em, 1fr) minmax(8em, auto)',
        gap: 1.5,
        width: '100%',
        minHeight: measures.row,
        paddingInline: 1.5,
        textAlign: 'start',
        borderBottom: `1px solid ${tokens.line}`,
        backgroundColor: selected ? tokens.selected : 'transparent',
        '&:hover': { backgroundColor: tokens.hover },
        '&:focus-visible': { outlineOffset: -3 },
      })}
    >
      <Typography variant="body2" color="textSecondary">
        {formatTime(at)}
      </Typography>
      <Typography variant="body2" noWrap>
        {event}
      </Typography>
      <Typography variant="body2" noWrap>
        {userName ?? t('admin.audit.anonymous')}
      </Typography>
      <span>
        <StatusChip state={outcomeStates[outcome]}>{t(`admin.audit.outcomes.${outcome}`)}</StatusChip>
      </span>
    </ButtonBase>
  );
}
