import { Button, Stack, Typography } from '@mui/material';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EXPORT_FORMATS, type ExportFormat } from '#shared/contract/audit.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { saveText } from './save-text.ts';

const CHECKPOINTS = ['audit', 'checkpoints'] as const;

/** Takes the record, or proof of where it stands, away from this machine. */
export function KeepRecord() {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const list = useQuery({ queryKey: CHECKPOINTS, queryFn: ({ signal }) => client.audit.checkpoints({}, { signal }) });
  const anchor = useMutation({
    mutationFn: () => client.audit.checkpoint({}),
    onSuccess: (made) => {
      saveText('millwright-anchor.json', [JSON.stringify(made, null, 2)]);
      void queries.invalidateQueries({ queryKey: CHECKPOINTS });
    },
  });
  const exporting = useMutation({
    mutationFn: async (format: ExportFormat) => {
      const parts: string[] = [];
      for await (const event of await client.audit.export({ format })) {
        if (event.type === 'text') parts.push(event.text);
        else if (event.anchor !== null) saveText(`millwright-audit.${format}.anchor`, [JSON.stringify(event.anchor, null, 2)]);
      }
      saveText(`millwright-audit.${format}`, parts);
    },
  });
  const [newest] = list.data?.checkpoints ?? [];
  return (
    <Stack direction="row" role="group" aria-label={t('admin.audit.keep')} sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
      <Button variant="outlined" disabled={anchor.isPending} onClick={() => anchor.mutate()}>
        {t('admin.audit.saveAnchor')}
      </Button>
      {EXPORT_FORMATS.map((format) => (
        <Button key={format} disabled={exporting.isPending} onClick={() => exporting.mutate(format)}>
          {t('admin.audit.export', { format: format.toUpperCase() })}
        </Button>
      ))}
      <Typography variant="body2" color="textSecondary">
        {newest ? t('admin.audit.newestCheckpoint', { number: newest.number, seq: newest.seq, time: formatTime(newest.at) }) : t('admin.audit.noCheckpoint')}
      </Typography>
      {(anchor.error ?? exporting.error ?? list.error) !== null && <FailureNotice failure={anchor.error ?? exporting.error ?? list.error} />}
    </Stack>
  );
}
