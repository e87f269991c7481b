import { Button, Stack, TextField, Typography } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { PromptKey, PromptVersion } from '#shared/contract/prompts.ts';
import { placeholderProblem, PLACEHOLDERS } from '#shared/prompt-placeholders.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { PROMPTS_KEY } from './prompts-key.ts';

const LONGEST = 8_000;

interface Props {
  of: PromptKey;
  text: string;
  used: PromptVersion | undefined;
  latest: number;
  onText: (text: string | undefined) => void;
}

/** Where a wording is written. What cannot be saved is said while it is typed. */
export function PromptEditor({ of, text, used, latest, onText }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => client.prompts.save({ ...of, text, basedOn: latest }),
    onSuccess: async ({ version }) => {
      onText(undefined);
      await queries.invalidateQueries({ queryKey: PROMPTS_KEY });
      showToast({ state: 'ready', text: t('prompts.saved', { version }) });
    },
  });
  const problem = placeholderProblem(of, text);
  const changed = text.trim() !== (used?.text ?? '');
  const ready = problem === null && changed && text.trim() !== '' && !save.isPending;
  const known = PLACEHOLDERS[of.kind].map((word) => `{${word}}`).join(', ');
  const submit = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    if (ready) save.mutate();
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 1.5 }}>
      <TextField
        multiline
        minRows={5}
        maxRows={20}
        label={t('prompts.text')}
        value={text}
        error={problem !== null}
        helperText={problem === null ? (known === '' ? t('prompts.noPlaceholders') : t('prompts.placeholders', { known })) : t(`prompts.${problem.problem}`, { word: `{${problem.word}}` })}
        onChange={({ target }) => onText(target.value.slice(0, LONGEST))}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
        }}
        slotProps={{ htmlInput: { spellCheck: true }, formHelperText: { role: problem === null ? undefined : 'alert' } }}
      />
      <Typography variant="body2" color="textSecondary">
        {t('prompts.fence')}
      </Typography>
      {save.isError && <FailureNotice failure={save.error} kept={t('prompts.kept')} />}
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <Button type="submit" variant="contained" disabled={!ready}>
          {t('prompts.save')}
        </Button>
        <Button disabled={!changed} onClick={() => onText(undefined)}>
          {t('prompts.drop')}
        </Button>
      </Stack>
    </Stack>
  );
}
