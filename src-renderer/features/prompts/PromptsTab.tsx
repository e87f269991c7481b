import { MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ANSWER_PROMPT, PROMPT_KINDS, PROMPT_LANGUAGES, type PromptKey } from '#shared/contract/prompts.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { PromptsInUse } from './PromptsInUse.tsx';
import { PromptWork } from './PromptWork.tsx';
import { PROMPTS_KEY } from './prompts-key.ts';

/** What language models are told: which wording is used, and a place to write, try, compare and take back. */
export function PromptsTab() {
  const { t } = useTranslation();
  const client = useClient();
  const [key, setKey] = useState<PromptKey>({ name: ANSWER_PROMPT, kind: 'system', language: 'any' });
  /** What is being written, by wording: choosing another one loses nothing. */
  const [drafts, setDrafts] = useState<Readonly<Record<string, string | undefined>>>({});
  const inUse = useQuery({ queryKey: PROMPTS_KEY, queryFn: ({ signal }) => client.prompts.list({}, { signal }) });
  const at = `${key.name}/${key.kind}/${key.language}`;
  const names = [...new Set([ANSWER_PROMPT, ...(inUse.data?.prompts ?? []).map(({ name }) => name)])];
  return (
    <Stack sx={{ gap: 3, maxWidth: 1100 }}>
      <Typography variant="body2" color="textSecondary">
        {t('prompts.body')}
      </Typography>
      {inUse.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {inUse.isError && <FailureNotice failure={inUse.error} onRetry={() => void inUse.refetch()} />}
      {inUse.data && <PromptsInUse prompts={inUse.data.prompts} chosen={key} onChoose={setKey} />}
      <Stack direction="row" sx={{ gap: 2, flexWrap: 'wrap' }}>
        {names.length > 1 && (
          <TextField select label={t('prompts.name')} value={key.name} onChange={({ target }) => setKey({ ...key, name: target.value })} sx={{ minWidth: '14rem' }}>
            {names.map((name) => (
              <MenuItem key={name} value={name}>
                {name === ANSWER_PROMPT ? t('prompts.answers') : name}
              </MenuItem>
            ))}
          </TextField>
        )}
        <TextField select label={t('prompts.kind')} value={key.kind} onChange={({ target }) => setKey({ ...key, kind: PROMPT_KINDS.find((kind) => kind === target.value) ?? key.kind })} sx={{ minWidth: '14rem' }}>
          {PROMPT_KINDS.map((kind) => (
            <MenuItem key={kind} value={kind}>
              {t(`prompts.kinds.${kind}`)}
            </MenuItem>
          ))}
        </TextField>
        <TextField select label={t('prompts.language')} value={key.language} onChange={({ target }) => setKey({ ...key, language: PROMPT_LANGUAGES.find((language) => language === target.value) ?? key.language })} sx={{ minWidth: '14rem' }}>
          {PROMPT_LANGUAGES.map((language) => (
            <MenuItem key={language} value={language}>
              {t(`prompts.languages.${language}`)}
            </MenuItem>
          ))}
        </TextField>
      </Stack>
      <PromptWork key={at} of={key} draft={drafts[at]} onDraft={(text) => setDrafts((all) => ({ ...all, [at]: text }))} />
    </Stack>
  );
}
