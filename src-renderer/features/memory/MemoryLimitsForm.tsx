import { Button, Stack, TextField, Typography } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MEMORY_BOUNDS, MemoryLimits } from '#shared/contract/memory.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { useDebounced } from '#renderer/components/use-debounced.ts';

export const MEMORY_LIMITS = ['memory', 'limits'] as const;
const FIELDS = ['episodes', 'kept', 'days'] as const;
type Texts = Record<(typeof FIELDS)[number], string>;
const SETTLED_MS = 300;

const textsOf = ({ episodes, kept, days }: MemoryLimits): Texts => ({ episodes: String(episodes), kept: String(kept), days: String(days) });

/** The limit that was typed; null where it is none. */
function limitOf(field: keyof Texts, text: string): number | null {
  const { least, most } = MEMORY_BOUNDS[field];
  const number = /^\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : null;
}

export function MemoryLimitsForm({ limits }: { limits: MemoryLimits }) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(MEMORY_LIMITS);
  const [texts, setTexts] = useState(() => textsOf(limits));
  const [episodes, kept, days] = FIELDS.map((field) => limitOf(field, texts[field]));
  const wanted = episodes == null || kept == null || days == null ? null : { episodes, kept, days };
  const changed = wanted !== null && FIELDS.some((field) => wanted[field] !== limits[field]);
  const usual = textsOf(MemoryLimits.parse({}));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted !== null && changed) action.run(() => client.memory.setLimits(wanted), () => t('memory.admin.saved'));
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 2 }}>
      {FIELDS.map((field) => (
        <TextField
          key={field}
          label={t(`memory.admin.${field}`)}
          value={texts[field]}
          error={limitOf(field, texts[field]) === null}
          helperText={limitOf(field, texts[field]) === null ? t('memory.admin.bounds', MEMORY_BOUNDS[field]) : t(`memory.admin.${field}Hint`, MEMORY_BOUNDS[field])}
          onChange={({ target }) => setTexts({ ...texts, [field]: target.value })}
          slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 5 } }}
        />
      ))}
      {wanted !== null && changed && <WhatChanges wanted={wanted} limits={limits} />}
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <Button type="submit" variant="contained" disabled={!changed || action.pending}>
          {t('common.save')}
        </Button>
        <Button disabled={action.pending || FIELDS.every((field) => texts[field] === usual[field])} onClick={() => setTexts(usual)}>
          {t('memory.admin.usual')}
        </Button>
      </Stack>
    </Stack>
  );
}

/** What saving these limits does, before it is done. */
function WhatChanges({ wanted, limits }: { wanted: MemoryLimits; limits: MemoryLimits }) {
  const { t } = useTranslation();
  const client = useClient();
  const { episodes, kept } = useDebounced(wanted, SETTLED_MS);
  const outlook = useQuery({ queryKey: [...MEMORY_LIMITS, episodes, kept], queryFn: ({ signal }) => client.memory.limits({ episodes, kept }, { signal }) });
  if (outlook.isError) return <FailureNotice failure={outlook.error} onRetry={() => void outlook.refetch()} />;
  if (!outlook.data || episodes !== wanted.episodes || kept !== wanted.kept) return <Notice state="working">{t('memory.admin.counting')}</Notice>;
  const { goes, full } = outlook.data;
  return (
    <Notice state={goes + full > 0 ? 'degraded' : 'idle'}>
      {goes + full === 0 && <Sentence>{t('memory.admin.nothingGoes')}</Sentence>}
      {goes > 0 && <Sentence>{t('memory.admin.goes', { count: goes })}</Sentence>}
      {full > 0 && <Sentence>{t('memory.admin.full', { count: full })}</Sentence>}
      {wanted.days !== limits.days && <Sentence>{t('memory.admin.daysApply')}</Sentence>}
    </Notice>
  );
}

function Sentence({ children }: { children: string }) {
  return <Typography variant="body2">{children}</Typography>;
}
