import { Box, Button, Collapse, Paper, Stack, TableCell, TableRow, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CacheUse, LiveModels as Live } from '#shared/contract/live-models.ts';
import { fonts } from '#renderer/app/theme/tokens.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatBytes, formatNumber, formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { StatusChip } from '#renderer/components/StatusChip.tsx';

const LOOK_EVERY_MS = 2_000;
const STATES = { idle: 'idle', starting: 'working', ready: 'ready', restarting: 'degraded' } as const;

/** What the models of this machine do now: who is served, who waits, how fast, in how much memory, and what their process says. */
export function LiveModels() {
  const { t } = useTranslation();
  const client = useClient();
  const live = useQuery({ queryKey: ['models', 'live'], queryFn: ({ signal }) => client.models.live({}, { signal }), refetchInterval: LOOK_EVERY_MS });
  return (
    <Stack component="section" aria-label={t('models.live.title')} sx={{ gap: 1.5 }}>
      <Typography variant="h2">{t('models.live.title')}</Typography>
      {live.isError && <FailureNotice failure={live.error} />}
      {live.data && <Figures live={live.data} />}
    </Stack>
  );
}

function Figures({ live }: { live: Live }) {
  const { t, i18n } = useTranslation();
  const { state, restarts, device, backend, memory, models, answersKept, vectorsKept, log } = live;
  const bytes = (value: number) => formatBytes(value, t, i18n.language);
  const computes = backend === null ? '–' : backend === 'cpu' ? t('models.live.cpu') : `${t(`models.live.backends.${backend}`)}: ${device ?? ''}`;
  const kept = ({ hits, misses, bytes: size }: CacheUse) =>
    hits + misses === 0
      ? t('models.live.keptNone')
      : t('models.live.keptValue', { share: Math.round((100 * hits) / (hits + misses)), hits: formatNumber(hits, i18n.language), asked: formatNumber(hits + misses, i18n.language), size: bytes(size) });
  return (
    <>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(10rem, 100%), 1fr))', gap: 1.5 }}>
        <Tile title={t('models.live.process')} note={restarts > 0 ? t('models.live.restarts', { count: restarts }) : null}>
          <StatusChip state={STATES[state]}>{t(`models.live.state.${state}`)}</StatusChip>
        </Tile>
        <Tile title={t('models.live.backend')} note={null}>{computes}</Tile>
        <Tile title={t('models.live.memory')} note={t('models.live.memoryFree', { free: bytes(memory.freeBytes), total: bytes(memory.totalBytes) })}>{memory.workerBytes === null ? '–' : bytes(memory.workerBytes)}</Tile>
        <Tile title={t('models.live.answersKept')} note={kept(answersKept)}>{formatNumber(answersKept.entries, i18n.language)}</Tile>
        <Tile title={t('models.live.vectorsKept')} note={kept(vectorsKept)}>{formatNumber(vectorsKept.entries, i18n.language)}</Tile>
      </Box>
      {models.length === 0 ? <Typography variant="body2" color="textSecondary">{t('models.live.none')}</Typography> : <Loaded models={models} />}
      <WorkerLog log={log} />
    </>
  );
}

function Tile({ title, note, children }: { title: string; note: string | null; children: ReactNode }) {
  return (
    <Paper variant="outlined" sx={{ padding: 1.5, display: 'flex', flexDirection: 'column', gap: 0.5 }}>
      <Typography variant="caption" color="textSecondary">
        {title}
      </Typography>
      <Typography variant="h3" component="div" sx={{ fontVariantNumeric: 'tabular-nums', overflowWrap: 'anywhere' }}>
        {children}
      </Typography>
      {note !== null && <Typography variant="caption">{note}</Typography>}
    </Paper>
  );
}

function Loaded({ models }: { models: Live['models'] }) {
  const { t, i18n } = useTranslation();
  const number = (value: number, digits = 0) => formatNumber(value, i18n.language, digits);
  const perSecond = (value: number) => t('models.bench.perSecond', { value: number(value, value < 10 ? 1 : 0) });
  const measured = ({ rates }: Live['models'][number]['threads']) => rates.map(({ threads, readPerSecond, writePerSecond }) => t('models.live.rate', { count: threads, reads: perSecond(readPerSecond), writes: perSecond(writePerSecond) })).join('\n');
  const columns = ['model', 'seats', 'waiting', 'writes', 'reads', 'threads', 'context', 'takes'] as const;
  return (
    <FramedTable label={t('models.live.loaded')} columns={columns.map((column) => t(`models.live.column.${column}`))}>
      {models.map((model) => (
        <TableRow key={model.id}>
          <TableCell>{model.name}</TableCell>
          <TableCell>{t('models.live.seats', { busy: model.busy, seats: model.seats })}</TableCell>
          <TableCell>{number(model.waiting)}</TableCell>
          <TableCell>{perSecond(model.writtenPerSecond)}</TableCell>
          <TableCell>{perSecond(model.readPerSecond)}</TableCell>
          <TableCell title={measured(model.threads) || t('models.live.given')} sx={{ whiteSpace: 'nowrap' }}>
            {t('models.live.threads', { reading: model.threads.reading, writing: model.threads.writing })}
            <Typography variant="caption" component="div" color="textSecondary">
              {t(model.threads.rates.length > 0 ? 'models.live.measured' : 'models.live.given')}
            </Typography>
          </TableCell>
          <TableCell sx={{ whiteSpace: 'nowrap' }}>
            {t('models.contextValue', { count: number(model.contextTokens) })}
            <Typography variant="caption" component="div" color="textSecondary">
              {t('models.live.cache', { type: model.cacheType, flash: t(`models.live.flash.${model.flashAttention}`) })}
            </Typography>
          </TableCell>
          <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>{formatBytes(model.memoryBytes, t, i18n.language)}</TableCell>
        </TableRow>
      ))}
    </FramedTable>
  );
}

function WorkerLog({ log }: { log: Live['log'] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Box>
      <Button variant="outlined" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {t(open ? 'models.live.hideLog' : 'models.live.showLog')}
      </Button>
      <Collapse in={open} unmountOnExit>
        <Box role="log" aria-label={t('models.live.log')} tabIndex={0} sx={({ tokens }) => ({ maxHeight: '16rem', overflow: 'auto', padding: 1.5, border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface, fontFamily: fonts.mono, fontSize: '0.8125rem' })}>
          {log.length === 0 && t('models.live.logEmpty')}
          {log.toReversed().map(({ at, level, text }, n) => (
            <Box key={`${at} ${log.length - n}`} sx={({ tokens }) => ({ overflowWrap: 'anywhere', color: level === 'error' ? tokens.states.failed.ink : level === 'warn' ? tokens.states.degraded.ink : tokens.ink })}>
              {[formatTime(at), level !== 'info' && t(`models.live.level.${level}`), text].filter(Boolean).join(' ')}
            </Box>
          ))}
        </Box>
      </Collapse>
    </Box>
  );
}
