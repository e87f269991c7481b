import { ButtonBase, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { AuditRecord } from '#shared/contract/audit.ts';
import { formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { outcomeStates } from './audit-state.ts';

interface Props {
  record: AuditRecord;
  index: number;
  selected: boolean;
  /** The one row of its list that Tab comes to. */
  stop: boolean;
  /** `byKey` where no pointer was used. */
  onOpen: (row: HTMLElement, byKey: boolean) => void;
}

/** One entry in a line. */
export function AuditRow({ record, index, selected, stop, onOpen }: Props) {
  const { t } = useTranslation();
  const { at, event, outcome, userName } = record;
  return (
    <ButtonBase
      data-row={index}
      tabIndex={stop ? 0 : -1}
      onClick={({ currentTarget, detail }) => onOpen(currentTarget, detail === 0)}
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
