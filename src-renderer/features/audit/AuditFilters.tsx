import { Button, MenuItem, Stack, TextField } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AUDIT_EVENTS, AUDIT_OUTCOMES } from '#shared/contract/audit-events.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { type Filters, momentOf, NO_FILTERS } from './filters.ts';

interface Props {
  filters: Filters;
  /** Offer a choice of people: only who reads the whole record sees others. */
  people: boolean;
  onChange: (filters: Filters) => void;
}

export function AuditFilters({ filters, people, onChange }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const found = useQuery({ queryKey: ['audit', 'people'], queryFn: ({ signal }) => client.audit.people({}, { signal }), enabled: people });
  const set = (change: Partial<Filters>) => onChange({ ...filters, ...change });
  const everything = t('common.all');
  return (
    <Stack direction="row" role="search" aria-label={t('admin.audit.title')} sx={{ gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
      <Pick label={t('admin.audit.event')} everything={everything} value={filters.event} options={AUDIT_EVENTS.map((event) => ({ value: event, name: event }))} onChange={(event) => set({ event })} />
      <Pick label={t('admin.audit.outcome')} everything={everything} value={filters.outcome} options={AUDIT_OUTCOMES.map((outcome) => ({ value: outcome, name: t(`admin.audit.outcomes.${outcome}`) }))} onChange={(outcome) => set({ outcome })} />
      {people && <Pick label={t('admin.audit.person')} everything={everything} value={filters.userId} options={(found.data?.people ?? []).map(({ id, name }) => ({ value: id, name }))} onChange={(userId) => set({ userId })} />}
      <TextField label={t('record.resource')} placeholder="documents" value={filters.resource} onChange={(event) => set({ resource: event.target.value })} slotProps={{ inputLabel: { shrink: true } }} sx={{ flex: '0 1 13rem' }} />
      <Moment label={t('admin.audit.from')} value={filters.from} onChange={(from) => set({ from })} />
      <Moment label={t('admin.audit.to')} value={filters.to} onChange={(to) => set({ to })} />
      <TextField label={t('admin.audit.reference')} value={filters.correlationId} onChange={(event) => set({ correlationId: event.target.value })} sx={{ flex: '0 1 18rem' }} />
      {filters !== NO_FILTERS && <Button onClick={() => onChange(NO_FILTERS)}>{t('admin.audit.clear')}</Button>}
    </Stack>
  );
}

/** A day or a minute typed as it is shown everywhere: the browser's own date field puts day and month as its language likes. */
function Moment({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const wrong = value !== '' && momentOf(value) === null;
  return <TextField label={label} value={value} error={wrong} placeholder="2026-11-20 14:05" onChange={(event) => onChange(event.target.value)} slotProps={{ inputLabel: { shrink: true } }} sx={{ width: '11.5em' }} />;
}

interface PickProps<T extends string> {
  label: string;
  everything: string;
  value: T | null;
  options: readonly { value: T; name: string }[];
  onChange: (value: T | null) => void;
}

function Pick<T extends string>({ label, everything, value, options, onChange }: PickProps<T>) {
  return (
    <TextField select label={label} value={value ?? ''} onChange={(event) => onChange(options.find((option) => option.value === event.target.value)?.value ?? null)} slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }} sx={{ minWidth: '11em' }}>
      <MenuItem value="">{everything}</MenuItem>
      {options.map((option) => (
        <MenuItem key={option.value} value={option.value}>
          {option.name}
        </MenuItem>
      ))}
    </TextField>
  );
}
