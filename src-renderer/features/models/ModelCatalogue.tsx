import { MenuItem, Stack, TableCell, TableRow, TextField, Typography } from '@mui/material';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultOf } from '#shared/contract/define-operations.ts';
import { MODEL_ROLES, type models as operations } from '#shared/contract/models.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatBytes, formatNumber } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { FIT_STATES } from './FitMeter.tsx';
import { MODELS_KEY } from './model-imports.ts';

const CONTEXTS = [4096, 8192, 16_384, 32_768];

type Entry = ResultOf<typeof operations.catalogue>['models'][number];

/** Recommended models, with whether each fits this machine at a context that can be chosen. */
export function ModelCatalogue() {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const [contextTokens, setContextTokens] = useState(8192);
  const catalogue = useQuery({ queryKey: [...MODELS_KEY, 'catalogue', contextTokens], queryFn: ({ signal }) => client.models.catalogue({ contextTokens }, { signal }), placeholderData: keepPreviousData });
  const machine = catalogue.data?.machine;
  const bytes = (value: number) => formatBytes(value, t, i18n.language);
  return (
    <Stack component="section" aria-label={t('models.catalogue.title')} sx={{ gap: 1.5 }}>
      <Stack direction="row" sx={{ gap: 2, alignItems: 'flex-end', flexWrap: 'wrap' }}>
        <Stack sx={{ flex: '1 1 20rem' }}>
          <Typography variant="h2">{t('models.catalogue.title')}</Typography>
          <Typography variant="body2" color="textSecondary">
            {t('models.catalogue.body')}
          </Typography>
          {machine && (
            <Typography variant="body2" color="textSecondary">
              {machine.vramBytes > 0 ? t('models.catalogue.machineGpu', { ram: bytes(machine.ramBytes), vram: bytes(machine.vramBytes), device: machine.device }) : t('models.catalogue.machine', { ram: bytes(machine.ramBytes) })}
            </Typography>
          )}
        </Stack>
        <TextField select label={t('models.catalogue.context')} value={contextTokens} onChange={({ target }) => setContextTokens(Number(target.value))} sx={{ minWidth: '12rem' }}>
          {CONTEXTS.map((each) => (
            <MenuItem key={each} value={each}>
              {t('models.contextValue', { count: formatNumber(each, i18n.language) })}
            </MenuItem>
          ))}
        </TextField>
      </Stack>
      {catalogue.isError && <FailureNotice failure={catalogue.error} onRetry={() => void catalogue.refetch()} />}
      {catalogue.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {catalogue.data && (
        <FramedTable label={t('models.catalogue.title')} columns={[t('models.catalogue.model'), t('models.catalogue.fits'), t('models.catalogue.use'), t('models.catalogue.where'), t('models.fact.licence'), t('models.fact.size')]}>
          {catalogue.data.models.map((entry) => (
            <EntryRow key={entry.id} entry={entry} />
          ))}
        </FramedTable>
      )}
    </Stack>
  );
}

function EntryRow({ entry: { name, quantization, use, sizeBytes, licence, contextTokens, source, sha256, fit, installed } }: { entry: Entry }) {
  const { t, i18n } = useTranslation();
  const uses = MODEL_ROLES.filter((role) => use[role] !== undefined);
  return (
    <TableRow>
      <TableCell sx={{ minWidth: '9rem' }}>
        <Typography variant="body2" sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
          {name}
        </Typography>
        <Typography variant="caption" color="textSecondary" component="div">
          {quantization} · {t('models.contextValue', { count: formatNumber(contextTokens, i18n.language) })}
        </Typography>
        {installed !== null && <StatusChip state="ready">{t('models.catalogue.installed')}</StatusChip>}
      </TableCell>
      <TableCell sx={{ minWidth: '11rem' }}>
        <StatusChip state={FIT_STATES[fit.verdict]}>{t(`models.fit.${fit.verdict}`)}</StatusChip>
        <Typography variant="caption" color="textSecondary" component="div">
          {t('models.fit.needs', { needs: formatBytes(fit.needsBytes, t, i18n.language), available: formatBytes(fit.availableBytes, t, i18n.language) })}
        </Typography>
      </TableCell>
      <TableCell sx={{ minWidth: '9rem' }}>
        {uses.map((role) => (
          <div key={role}>
            {t(`models.role.${role}`)}: {use[role]?.map((machine) => t(`models.catalogue.class.${machine}`)).join(', ')}
          </div>
        ))}
      </TableCell>
      <TableCell sx={{ overflowWrap: 'anywhere', minWidth: '10rem' }}>
        {source}
        <Typography variant="caption" color="textSecondary" component="div" title={sha256 ?? undefined}>
          {sha256 === null ? t('models.catalogue.notPinned') : t('models.catalogue.pinned', { sum: sha256.slice(0, 16) })}
        </Typography>
      </TableCell>
      <TableCell>{licence}</TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>{formatBytes(sizeBytes, t, i18n.language)}</TableCell>
    </TableRow>
  );
}
