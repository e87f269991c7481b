import UploadFile from '@mui/icons-material/UploadFileOutlined';
import { Stack, TextField, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { uploadFile } from '#renderer/client/upload-file.ts';
import { DateField } from '#renderer/components/DateField.tsx';
import type { DroppedFile } from '#renderer/components/dropped-files.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { FilePick } from '#renderer/components/FilePick.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { ProgressBar } from '#renderer/components/Waiting.tsx';

/** Brings the next revision; the one before it stays in force until this one is read, or its effective date comes. */
export function AddRevision({ newest }: { newest: DocumentSummary }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const [revision, setRevision] = useState('');
  const [effectiveOn, setEffectiveOn] = useState('');
  const [share, setShare] = useState<number | null>(null);
  const add = useMutation({
    mutationFn: async ({ file, name }: DroppedFile) => {
      const uploadId = await uploadFile(client, file, { signal: new AbortController().signal, progress: setShare });
      return client.documents.upload({
        filename: name,
        content: { uploadId },
        label: newest.label,
        tags: newest.tags,
        replaces: newest.id,
        ...(newest.type === null ? {} : { type: newest.type }),
        ...(revision.trim() === '' ? {} : { revision: revision.trim() }),
        ...(effectiveOn === '' ? {} : { effectiveOn }),
      });
    },
    onSuccess: async ({ duplicate, document }) => {
      await queries.invalidateQueries({ queryKey: ['revisions', 'list', newest.familyId] });
      showToast(duplicate ? { state: 'degraded', text: t('documents.uploads.duplicate', { name: document.filename }) } : { state: 'ready', text: t('viewer.revisionAdded', { name: document.filename }) });
      setRevision('');
      setEffectiveOn('');
    },
    onSettled: () => setShare(null),
  });
  return (
    <Stack component="section" aria-label={t('viewer.addRevision')} sx={({ tokens }) => ({ gap: 1.5, borderTop: `1px solid ${tokens.line}`, paddingTop: 2 })}>
      <Typography variant="h3" component="h3">
        {t('viewer.addRevision')}
      </Typography>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        <TextField size="small" label={t('viewer.revision')} value={revision} onChange={({ target }) => setRevision(target.value)} slotProps={{ htmlInput: { maxLength: 64 } }} />
        <DateField label={t('viewer.effective')} value={effectiveOn} onChange={setEffectiveOn} />
        <FilePick label={t('viewer.chooseRevision')} multiple={false} variant="contained" startIcon={<UploadFile />} disabled={add.isPending} onFiles={([picked]) => picked && add.mutate(picked)}>
          {t('viewer.chooseRevision')}
        </FilePick>
      </Stack>
      {add.isPending && <ProgressBar share={share} label={t('viewer.addRevision')} />}
      {add.isError && <FailureNotice failure={add.error} />}
    </Stack>
  );
}
