import { Button, Stack } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { OpenRouting } from '#shared/contract/routing.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import type { Answerer } from './create-answers.ts';
import { useAskAnother, useOfferedAgents } from './use-ask-another.ts';

const OFFERED = 3;

interface Props {
  routed: OpenRouting;
  /** Has another answer; undefined where something was asked since, or is being answered. */
  another: { question: string; ask: (answerer: Answerer) => void } | undefined;
}

/** It was not clear which agent is meant: those that are likeliest, to choose from, or who was chosen. */
export function RoutedNotice({ routed: { candidates, chosen }, another }: Props) {
  const { t } = useTranslation();
  if (chosen !== null) return <Notice state="ready">{t('agents.routed.chosen', { title: candidates.find(({ agent }) => agent === chosen)?.title ?? chosen })}</Notice>;
  return (
    <Notice state="idle" action={another && <Choices candidates={candidates} another={another} />}>
      {t('agents.routed.ask')}
    </Notice>
  );
}

function Choices({ candidates, another }: Pick<OpenRouting, 'candidates'> & { another: NonNullable<Props['another']> }) {
  const { t } = useTranslation();
  const offered = useOfferedAgents();
  const choose = useAskAnother(another);
  const likely = offered.filter(({ name }) => candidates.some(({ agent }) => agent === name)).toSorted((a, b) => rank(candidates, a.name) - rank(candidates, b.name));
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
      {likely.slice(0, OFFERED).map(({ name, title }) => (
        <Button key={name} size="small" variant="outlined" onClick={() => choose(name)}>
          {t('agents.routed.to', { title })}
        </Button>
      ))}
    </Stack>
  );
}

const rank = (candidates: OpenRouting['candidates'], name: string): number => candidates.findIndex(({ agent }) => agent === name);
