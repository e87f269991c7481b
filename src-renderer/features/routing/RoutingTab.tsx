import { Box, Button, Stack, TableCell, TableRow, TextField, Typography } from '@mui/material';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Routing, RoutingCorrection } from '#shared/contract/routing.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { EmptyState } from '#renderer/components/EmptyState.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { Waiting } from '#renderer/components/Waiting.tsx';

const CORRECTIONS = ['routing', 'corrections'] as const;

/** Where questions go: to try, and what people corrected. */
export function RoutingTab() {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(CORRECTIONS);
  const titleOf = useTitles();
  const list = useQuery({ queryKey: CORRECTIONS, queryFn: ({ signal }) => client.routing.corrections({}, { signal }) });
  const corrections = list.data?.corrections ?? [];
  const forget = ({ id }: RoutingCorrection) => action.run(() => client.routing.forget({ id }), () => t('plans.routing.forgotten'));
  return (
    <Stack sx={{ gap: 2 }}>
      <Typography color="textSecondary">{t('plans.routing.body')}</Typography>
      <TryQuestion />
      {list.isLoading && <Waiting>{t('common.loading')}</Waiting>}
      {list.isError && <FailureNotice failure={list.error} onRetry={() => void list.refetch()} />}
      {list.data && corrections.length === 0 && <EmptyState title={t('plans.routing.none')} />}
      {corrections.length > 0 && (
        <FramedTable label={t('plans.routing.table')} columns={[t('plans.routing.column.question'), t('plans.routing.column.agent'), t('plans.routing.column.by'), t('plans.routing.column.at'), t('documents.column.actions')]}>
          {corrections.map((correction) => (
            <TableRow key={correction.id} hover>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>{correction.question}</TableCell>
              <TableCell>{titleOf(correction.agent)}</TableCell>
              <TableCell>{correction.by}</TableCell>
              <TableCell>{formatTime(correction.at)}</TableCell>
              <TableCell align="right">
                <Button size="small" aria-label={t('plans.routing.forgetNamed', { question: correction.question })} onClick={() => forget(correction)}>
                  {t('plans.routing.forget')}
                </Button>
              </TableCell>
            </TableRow>
          ))}
        </FramedTable>
      )}
    </Stack>
  );
}

function TryQuestion() {
  const { t } = useTranslation();
  const client = useClient();
  const [question, setQuestion] = useState('');
  const route = useMutation({ mutationFn: () => client.routing.route({ question }) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (question.trim() !== '') route.mutate();
  };
  return (
    <Stack component="form" onSubmit={submit} sx={{ gap: 1 }}>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'flex-start' }}>
        <TextField size="small" label={t('plans.routing.try')} value={question} onChange={({ target }) => setQuestion(target.value)} slotProps={{ htmlInput: { maxLength: 2_000 } }} sx={{ flex: '1 1 24rem' }} />
        <Button type="submit" variant="outlined" disabled={question.trim() === '' || route.isPending}>
          {t('plans.routing.ask')}
        </Button>
      </Stack>
      {route.isError && <FailureNotice failure={route.error} />}
      {route.data && <Routed routed={route.data} />}
    </Stack>
  );
}

function Routed({ routed: { intents, candidates, clarify } }: { routed: Routing }) {
  const { t } = useTranslation();
  const titleOf = useTitles();
  const percent = (share: number): number => Math.round(share * 100);
  return (
    <Notice state={clarify === null ? 'ready' : 'degraded'}>
      {intents.length > 1 && <Typography variant="body2">{t('plans.routing.several', { count: intents.length })}</Typography>}
      <Box component={intents.length > 1 ? 'ol' : 'div'} sx={{ margin: 0, paddingInlineStart: intents.length > 1 ? 2.5 : 0 }}>
        {intents.map(({ text, agent, confidence, after }, at) => (
          <Typography key={at} variant="body2" component={intents.length > 1 ? 'li' : 'p'} sx={{ overflowWrap: 'anywhere' }}>
            {intents.length > 1 ? `“${text}”: ` : ''}
            {t('plans.routing.to', { agent: titleOf(agent), percent: percent(confidence) })}
            {after.length > 0 && ` ${t('plans.routing.after', { numbers: after.map((place) => place + 1).join(', ') })}`}
          </Typography>
        ))}
      </Box>
      {clarify !== null && <Typography variant="body2">{clarify}</Typography>}
      <Typography variant="body2" color="textSecondary">
        {t('plans.routing.candidates', { list: candidates.map(({ agent, confidence }) => `${titleOf(agent)} ${percent(confidence)} %`).join(', ') })}
      </Typography>
    </Notice>
  );
}

/** What agents are called; those that are not there any more by their short name. */
function useTitles(): (agent: string | null) => string {
  const { t } = useTranslation();
  const client = useClient();
  const offered = useQuery({ queryKey: ['agents', 'mine'], queryFn: ({ signal }) => client.agents.mine({}, { signal }) });
  const titles = new Map((offered.data?.agents ?? []).map(({ name, title }) => [name, title]));
  return (agent) => (agent === null ? t('plans.routing.nobody') : (titles.get(agent) ?? agent));
}
