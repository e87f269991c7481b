import { Box, Button, Stack, Typography } from '@mui/material';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { useFailureSentence } from '#renderer/components/use-failure-sentence.ts';
import { documentFailure, type FailureGroup } from './failures.ts';
import { useUploads } from './uploads-context.tsx';

/** Failures by reason, one action for each group. */
export function FailureGroups({ groups }: { groups: readonly FailureGroup[] }) {
  const { t } = useTranslation();
  if (groups.length === 0) return null;
  return (
    <Stack component="section" aria-label={t('documents.failures.title')} sx={{ gap: 1 }}>
      {groups.map((group) => (
        <Group key={group.reason} group={group} />
      ))}
    </Stack>
  );
}

function Group({ group: { reason, uploads, documents } }: { group: FailureGroup }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const client = useClient();
  const sending = useUploads();
  const mayRetry = useMay('documents:upload');
  const sentence = useFailureSentence();
  const count = uploads.length + documents.length;
  const ids = uploads.map(({ id }) => id);
  const retry = () => {
    sending.retry(ids);
    for (const { id } of documents) client.documents.retry({ id }).catch((failure: unknown) => showToast({ state: 'failed', text: sentence(failure) }));
  };
  const actions = (
    <Stack direction="row" sx={{ gap: 0.5, flexWrap: 'wrap' }}>
      <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t('documents.failures.hide') : t('documents.failures.files')}
      </Button>
      {mayRetry && (
        <Button size="small" variant="outlined" onClick={retry}>
          {t('documents.failures.retryAll')}
        </Button>
      )}
      {uploads.length > 0 && (
        <Button size="small" onClick={() => sending.drop(ids)}>
          {t('documents.failures.dismiss')}
        </Button>
      )}
    </Stack>
  );
  return (
    <Notice state="failed" action={actions}>
      <Typography variant="body2" sx={{ fontWeight: 600 }}>
        {t(`documents.failures.reason.${reason}`, { count })}
      </Typography>
      <Typography variant="body2">{t(`documents.failures.advice.${reason}`)}</Typography>
      {open && (
        <Box component="ul" sx={{ margin: 0, paddingInlineStart: 2.5, maxHeight: 180, overflow: 'auto' }}>
          {uploads.map(({ id, name, failure }) => (
            <Row key={`upload ${id}`} name={name} why={failure === null ? '' : sentence(failure)} />
          ))}
          {documents.map(({ id, filename, error }) => (
            <Row key={id} name={filename} why={error === null ? '' : sentence(documentFailure(error))} />
          ))}
        </Box>
      )}
    </Notice>
  );
}

function Row({ name, why }: { name: string; why: string }) {
  return (
    <li>
      <Typography variant="body2" component="span" sx={{ fontWeight: 600 }}>
        {name}
      </Typography>
      <Typography variant="body2" color="textSecondary">
        {why}
      </Typography>
    </li>
  );
}
