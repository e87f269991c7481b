import { Box, Button, Stack, TextField, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PromptKey } from '#shared/contract/prompts.ts';
import { placeholderProblem } from '#shared/prompt-placeholders.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';

/** What a model would be given for a question with this wording, before anybody is answered with it. */
export function PromptPreview({ of, text }: { of: PromptKey; text: string }) {
  const { t } = useTranslation();
  const client = useClient();
  const [question, setQuestion] = useState('');
  const preview = useMutation({ mutationFn: () => client.prompts.preview({ ...of, text, question }) });
  const ready = question.trim() !== '' && text.trim() !== '' && placeholderProblem(of, text) === null && !preview.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) preview.mutate();
  };
  const { data } = preview;
  return (
    <Stack component="section" aria-label={t('prompts.preview.title')} sx={{ gap: 1.5 }}>
      <Typography variant="h3">{t('prompts.preview.title')}</Typography>
      <Stack component="form" direction="row" onSubmit={submit} sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'flex-start' }}>
        <TextField label={t('prompts.preview.question')} value={question} onChange={({ target }) => setQuestion(target.value)} slotProps={{ htmlInput: { maxLength: 2_000 } }} sx={{ flex: '1 1 20rem' }} />
        <Button type="submit" variant="outlined" disabled={!ready}>
          {t('prompts.preview.show')}
        </Button>
      </Stack>
      <Box aria-live="polite">
        {preview.isPending && <Waiting>{t('prompts.preview.searching')}</Waiting>}
        {preview.isError && <FailureNotice failure={preview.error} />}
        {data && (
          <Stack sx={{ gap: 1 }}>
            <Typography variant="body2">{t('prompts.preview.passages', { given: data.given, found: data.found, tokens: data.tokens })}</Typography>
            <Sent title={t('prompts.preview.system')} text={data.system} />
            <Sent title={t('prompts.preview.prompt')} text={data.prompt} />
          </Stack>
        )}
      </Box>
    </Stack>
  );
}

function Sent({ title, text }: { title: string; text: string }) {
  return (
    <Box component="section" aria-label={title}>
      <Typography variant="caption" color="textSecondary">
        {title}
      </Typography>
      <Box tabIndex={0} role="region" aria-label={title} sx={({ tokens }) => ({ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: '16rem', overflowY: 'auto', padding: 1.25, borderRadius: 1, border: `1px solid ${tokens.line}`, backgroundColor: tokens.surface })}>
        <Typography variant="body2" component="div">
          {text}
        </Typography>
      </Box>
    </Box>
  );
}
