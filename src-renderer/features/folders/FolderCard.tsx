import { Box, Button, Stack, Typography } from '@mui/material';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { FolderReport, WatchedFolder } from '#shared/contract/folders.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { FOLDERS_KEY } from './folders-key.ts';

/** A followed folder with the report of the last look. */
export function FolderCard({ folder: { id, path, label, tags, files, report } }: { folder: WatchedFolder }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(FOLDERS_KEY);
  return (
    <Box component="section" aria-label={path} sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface, padding: 2 })}>
      <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center', flexWrap: 'wrap' }}>
        <Typography variant="h3" component="h3" sx={{ flex: 1, overflowWrap: 'anywhere' }}>
          {path}
        </Typography>
        <FolderState report={report} />
        <Button variant="outlined" size="small" aria-label={t('knowledge.folders.scanNamed', { path })} disabled={action.pending} onClick={() => action.run(() => client.folders.scan({ id }), (found) => reportLine(t, found))}>
          {action.pending ? t('knowledge.folders.scanning') : t('knowledge.folders.scan')}
        </Button>
        <Button size="small" aria-label={t('knowledge.folders.stopNamed', { path })} disabled={action.pending} onClick={() => action.run(() => client.folders.remove({ id }), () => t('knowledge.folders.stopped', { path }))}>
          {t('knowledge.folders.stop')}
        </Button>
      </Stack>
      <Typography variant="body2" color="textSecondary">
        {[t('knowledge.folders.files', { count: files }), t(`common.labels.${label}`), ...tags].join(' · ')}
      </Typography>
      {report !== null && <Report report={report} />}
    </Box>
  );
}

function FolderState({ report }: { report: FolderReport | null }) {
  const { t } = useTranslation();
  if (report === null) return <StatusChip state="idle">{t('knowledge.folders.never')}</StatusChip>;
  if (report.problem !== null) return <StatusChip state="failed">{report.problem}</StatusChip>;
  if (report.refused.length > 0) return <StatusChip state="degraded">{t('knowledge.folders.refused', { count: report.refused.length })}</StatusChip>;
  return <StatusChip state="ready">{formatTime(report.at)}</StatusChip>;
}

function Report({ report }: { report: FolderReport }) {
  const { t } = useTranslation();
  return (
    <>
      <Typography variant="body2">{reportLine(t, report)}</Typography>
      {report.refused.length > 0 && (
        <Box component="ul" sx={{ margin: 0, paddingInlineStart: 3 }}>
          {report.refused.map(({ path, why }) => (
            <Typography key={path} component="li" variant="body2">
              {path}: {why}
            </Typography>
          ))}
        </Box>
      )}
    </>
  );
}

function reportLine(t: TFunction, { at, added, revised, removed, unchanged }: FolderReport): string {
  return t('knowledge.folders.report', { at: formatTime(at), added, revised, removed, unchanged });
}
