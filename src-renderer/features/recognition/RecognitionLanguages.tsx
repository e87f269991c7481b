import { Box, Button, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { uploadFile } from '#renderer/client/upload-file.ts';
import { FilePick } from '#renderer/components/FilePick.tsx';
import { formatBytes } from '#renderer/components/format.ts';
import { useAction } from '#renderer/components/use-action.ts';

const KEY = ['recognition', 'languages'] as const;
const CODE = /^[a-z]{3}(_[a-z]{2,8})?$/i;

/** Languages in which scanned pages are recognised. */
export function RecognitionLanguages() {
  const { t, i18n } = useTranslation();
  const client = useClient();
  const mayManage = useMay('models:manage');
  const action = useAction(KEY);
  const [code, setCode] = useState('');
  const found = useQuery({ queryKey: KEY, queryFn: ({ signal }) => client.recognition.languages({}, { signal }) });
  const add = (file: File) =>
    action.run(
      async () => client.recognition.add({ code: code.trim(), uploadId: await uploadFile(client, file, { signal: new AbortController().signal, progress: () => undefined }) }),
      () => t('knowledge.languages.added', { code: code.trim() }),
    );
  return (
    <Box component="section" aria-label={t('knowledge.languages.title')}>
      <Typography variant="h2" sx={{ marginBottom: 1.5 }}>
        {t('knowledge.languages.title')}
      </Typography>
      <Stack sx={{ gap: 1.5 }}>
        <Typography color="textSecondary">{t('knowledge.languages.body')}</Typography>
        <Stack component="ul" sx={{ listStyle: 'none', margin: 0, padding: 0, gap: 0.5 }}>
          {found.data?.languages.map(({ code: each, sizeBytes, bundled }) => (
            <Stack key={each} component="li" direction="row" sx={{ gap: 1.5, alignItems: 'center' }}>
              <Typography sx={{ fontWeight: 600 }}>{each}</Typography>
              <Typography variant="body2" color="textSecondary">
                {[formatBytes(sizeBytes, t, i18n.language), bundled && t('knowledge.languages.bundled')].filter(Boolean).join(' · ')}
              </Typography>
              {mayManage && !bundled && (
                <Button size="small" onClick={() => action.run(() => client.recognition.remove({ code: each }), () => t('knowledge.languages.removed', { code: each }))}>
                  {t('knowledge.languages.remove', { code: each })}
                </Button>
              )}
            </Stack>
          ))}
        </Stack>
        {mayManage && (
          <Stack direction="row" sx={{ gap: 1, alignItems: 'flex-start', flexWrap: 'wrap' }}>
            <TextField size="small" label={t('knowledge.languages.code')} helperText={t('knowledge.languages.codeHint')} value={code} onChange={({ target }) => setCode(target.value)} />
            <FilePick label={t('knowledge.languages.add')} accept=".traineddata,.gz" multiple={false} variant="outlined" disabled={!CODE.test(code.trim()) || action.pending} onFiles={([picked]) => picked && add(picked.file)}>
              {t('knowledge.languages.add')}
            </FilePick>
          </Stack>
        )}
      </Stack>
    </Box>
  );
}
