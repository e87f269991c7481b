import { Box, Typography } from '@mui/material';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { AuditRecord } from '#shared/contract/audit.ts';
import { AuditRow } from './AuditRow.tsx';
import { steppedTo } from './stepped-to.ts';

interface Props {
  records: readonly AuditRecord[];
  selected: number | null;
  onOpen: (record: AuditRecord, row: HTMLElement, byKey: boolean) => void;
  /** The reader reached the oldest entry shown. */
  onEnd: () => void;
}

/**
 * The record as a timeline, newest first; older entries come as the reader gets there. Tab stops at it once and goes on behind it, however
 * long it is; arrows, Page Up and Down, Home and End move in it.
 */
export function AuditList({ records, selected, onOpen, onEnd }: Props) {
  const { t } = useTranslation();
  const whole = useRef<HTMLDivElement>(null);
  const list = useRef<VirtuosoHandle>(null);
  const [at, setAt] = useState(0);
  const stop = Math.min(at, records.length - 1);
  if (records.length === 0) return <Typography color="textSecondary">{t('admin.audit.none')}</Typography>;

  const move = (event: KeyboardEvent<HTMLElement>) => {
    const next = steppedTo(event.key, stop, records.length);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    list.current?.scrollIntoView({ index: next, done: () => whole.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus() });
  };
  /** A row that was scrolled away is not there for Tab to come to. */
  const keepInSight = ({ startIndex, endIndex }: { startIndex: number; endIndex: number }) => {
    if (whole.current?.contains(document.activeElement) !== true && (stop < startIndex || stop > endIndex)) setAt(startIndex);
  };

  return (
    <Box
      ref={whole}
      role="region"
      aria-label={t('admin.audit.list')}
      onKeyDown={move}
      sx={({ tokens }) => ({ flex: '1 1 60%', minWidth: 0, border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface })}
    >
      <Virtuoso
        ref={list}
        data={records}
        tabIndex={-1}
        endReached={onEnd}
        rangeChanged={keepInSight}
        computeItemKey={(_, { seq }) => seq}
        itemContent={(index, record) => (
          <AuditRow
            record={record}
            index={index}
            selected={record.seq === selected}
            stop={index === stop}
            onOpen={(row, byKey) => {
              setAt(index);
              onOpen(record, row, byKey);
            }}
          />
        )}
      />
    </Box>
  );
}
