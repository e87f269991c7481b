import { Button, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Citation } from '#shared/contract/passages.ts';
import { standingWords } from '#renderer/components/standing-words.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { useSourcePanel } from '#renderer/components/source-panel.tsx';

/** Stands above an answer whose sources are no longer in force: which, since when, and the way to what is. */
export function OutdatedSources({ citations }: { citations: readonly Citation[] }) {
  const { t } = useTranslation();
  const panel = useSourcePanel();
  const outdated = [...new Map(citations.filter(({ document }) => document.standing !== 'in-force').map(({ document }) => [document.id, document])).values()];
  if (outdated.length === 0) return null;
  return (
    <Stack sx={{ gap: 1 }}>
      {outdated.map(({ id, filename, standing, since, supersededBy }) => (
        <Notice
          key={id}
          state="degraded"
          action={
            supersededBy !== null && (
              <Button size="small" variant="outlined" onClick={() => panel.open({ documentId: supersededBy, filename, page: null, section: null, span: null })}>
                {t('ask.outdated.open')}
              </Button>
            )
          }
        >
          <Typography variant="body2">
            <strong>{filename}</strong>
            {': '}
            {standingWords(t, standing, since)}
          </Typography>
        </Notice>
      ))}
    </Stack>
  );
}
