import { Button, Stack } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Routing } from '#shared/contract/routing.ts';
import { Notice } from '#renderer/components/Notice.tsx';

const OFFERED = 3;

interface Props {
  routed: Pick<Routing, 'clarify' | 'candidates'>;
  onChoose: (agent: string) => void;
}

/** It was not clear which agent is meant: those that are likeliest, to choose from. */
export function RoutedNotice({ routed: { candidates }, onChoose }: Props) {
  const { t } = useTranslation();
  const likely = candidates.flatMap(({ agent, title }) => (agent === null ? [] : [{ agent, title }])).slice(0, OFFERED);
  const choices = (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
      {likely.map(({ agent, title }) => (
        <Button key={agent} size="small" variant="outlined" onClick={() => onChoose(agent)}>
          {t('agents.routed.to', { title })}
        </Button>
      ))}
    </Stack>
  );
  return (
    <Notice state="idle" action={choices}>
      {t('agents.routed.ask')}
    </Notice>
  );
}
