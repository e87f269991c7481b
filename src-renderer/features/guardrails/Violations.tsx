import { MenuItem, Stack, TableCell, TableRow, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Violation, type ViolationKind, VIOLATIONS } from '#shared/contract/guardrails.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { VIOLATIONS_KEY } from './guardrails-key.ts';

const DAYS = 30;

/** What the guardrails found in answers, latest first. */
export function Violations() {
  const { t } = useTranslation();
  const client = useClient();
  const [kind, setKind] = useState<ViolationKind | null>(null);
  const found = useQuery({ queryKey: [...VIOLATIONS_KEY, kind], queryFn: ({ signal }) => client.guardrails.violations({ days: DAYS, ...(kind === null ? {} : { kind }) }, { signal }) });
  const { data } = found;
  const columns = [t('guardrails.violations.at'), t('guardrails.violations.who'), t('guardrails.violations.model'), t('guardrails.violations.found'), t('guardrails.violations.supported'), t('guardrails.violations.done')];
  return (
    <Stack component="section" aria-label={t('guardrails.violations.title', { count: DAYS })} sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('guardrails.violations.title', { count: DAYS })}</Typography>
      {found.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {found.isError && <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />}
      {data && <Typography variant="body2">{t('guardrails.violations.counts', data.counts)}</Typography>}
      <TextField
        select
        label={t('guardrails.violations.kind')}
        value={kind ?? 'all'}
        onChange={(event) => setKind(VIOLATIONS.find((each) => each === event.target.value) ?? null)}
        sx={{ maxWidth: 320 }}
      >
        <MenuItem value="all">{t('guardrails.violations.all')}</MenuItem>
        {VIOLATIONS.map((each) => (
          <MenuItem key={each} value={each}>
            {t(`guardrails.violations.kinds.${each}`)}
          </MenuItem>
        ))}
      </TextField>
      {data?.violations.length === 0 && <Typography variant="body2">{t('guardrails.violations.none')}</Typography>}
      {data !== undefined && data.violations.length > 0 && (
        <FramedTable label={t('guardrails.violations.table')} columns={columns}>
          {data.violations.map((violation) => (
            <Row key={violation.id} violation={violation} />
          ))}
        </FramedTable>
      )}
    </Stack>
  );
}

function Row({ violation: { at, user, model, found, facts, supported, action } }: { violation: Violation }) {
  const { t } = useTranslation();
  return (
    <TableRow>
      <TableCell>{formatTime(at)}</TableCell>
      <TableCell>{user?.name ?? t('guardrails.violations.nobody')}</TableCell>
      <TableCell>{model ?? '–'}</TableCell>
      <TableCell>
        {found.map(({ kind, count }) => (
          <div key={kind}>{t('guardrails.violations.foundOf', { kind: t(`guardrails.violations.kinds.${kind}`), count })}</div>
        ))}
      </TableCell>
      <TableCell>{facts === null ? '–' : t('guardrails.violations.share', { facts, supported: supported ?? 0 })}</TableCell>
      <TableCell align="right">{t(`guardrails.violations.actions.${action}`)}</TableCell>
    </TableRow>
  );
}
