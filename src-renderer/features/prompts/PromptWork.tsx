import { Stack } from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PromptKey } from '#shared/contract/prompts.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { toFailure } from '#renderer/client/failure.ts';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';
import { PromptComparison } from './PromptComparison.tsx';
import { PromptEditor } from './PromptEditor.tsx';
import { PromptHistory } from './PromptHistory.tsx';
import { PromptPreview } from './PromptPreview.tsx';
import { PROMPTS_KEY } from './prompts-key.ts';

interface Props {
  of: PromptKey;
  draft: string | undefined;
  /** Undefined drops it. */
  onDraft: (text: string | undefined) => void;
}

/** One wording: its text, what a model is given with it, and its versions. */
export function PromptWork({ of, draft, onDraft }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const [compared, setCompared] = useState<number | null>(null);
  const found = useQuery({ queryKey: [...PROMPTS_KEY, of], queryFn: ({ signal }) => client.prompts.history(of, { signal }), retry: false });
  if (found.isLoading) return <Waiting>{t('common.loading')}</Waiting>;
  // An agent's wording has no version until somebody writes one.
  const none = found.isError && toFailure(found.error).code === 'PROMPT_NOT_FOUND';
  if (found.isError && !none) return <FailureNotice failure={found.error} onRetry={() => void found.refetch()} />;
  const versions = found.data?.versions ?? [];
  const used = versions.find(({ active }) => active);
  const text = draft ?? used?.text ?? '';
  return (
    <Stack sx={{ gap: 3 }}>
      <PromptEditor of={of} text={text} used={used} latest={versions[0]?.version ?? 0} onText={onDraft} />
      <PromptPreview of={of} text={text} />
      <PromptHistory versions={versions} compared={compared} onCompare={setCompared} onTaken={() => onDraft(undefined)} />
      {compared !== null && used && <PromptComparison of={of} before={compared} after={used.version} onClose={() => setCompared(null)} />}
    </Stack>
  );
}
