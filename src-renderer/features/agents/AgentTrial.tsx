import { Box, Button, Chip, Dialog, DialogActions, DialogContent, DialogTitle, Stack, TextField, Typography } from '@mui/material';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgentStep, GivenArguments } from '#shared/contract/agent-answers.ts';
import type { Agent } from '#shared/contract/agents.ts';
import type { Message } from '#shared/contract/conversations.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { AnswerData } from '#renderer/components/answer-data/AnswerData.tsx';
import { AnswerSteps } from '#renderer/components/answer-data/AnswerSteps.tsx';
import { MissingForm } from '#renderer/components/answer-data/MissingForm.tsx';
import { StepList } from '#renderer/components/answer-data/StepList.tsx';
import { FailureNotice } from '#renderer/components/FailureNotice.tsx';
import { Waiting } from '#renderer/components/Waiting.tsx';

const SHOWN_EXAMPLES = 4;

type Trial = { state: 'idle' } | { state: 'running'; steps: AgentStep[] } | { state: 'done'; message: Message } | { state: 'failed'; failure: unknown };

/** A question to an agent as the admin who asks it, outside of any conversation. */
export function AgentTrial({ agent: { definition }, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useClient();
  const [question, setQuestion] = useState('');
  const [trial, setTrial] = useState<Trial>({ state: 'idle' });
  const stopper = useRef<AbortController | null>(null);
  useEffect(() => () => stopper.current?.abort(), []);

  async function ask(given?: GivenArguments): Promise<void> {
    const own = new AbortController();
    stopper.current?.abort();
    stopper.current = own;
    setTrial({ state: 'running', steps: [] });
    try {
      for await (const event of await client.conversations.ask({ question, agent: definition.name, ...(given === undefined ? {} : { given }) }, { signal: own.signal })) {
        if (event.type === 'action') setTrial((now) => (now.state === 'running' ? { state: 'running', steps: [...now.steps.filter(({ n }) => n !== event.step.n), event.step] } : now));
        if (event.type === 'answer') setTrial({ state: 'done', message: event.message });
      }
    } catch (failure) {
      setTrial(own.signal.aborted ? { state: 'idle' } : { state: 'failed', failure });
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (question.trim() !== '' && trial.state !== 'running') void ask();
  };

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md" aria-labelledby="agent-trial">
      <DialogTitle id="agent-trial">{t('agents.tryTitle', { name: definition.title })}</DialogTitle>
      <DialogContent>
        <Stack sx={{ gap: 2 }}>
          <Typography color="textSecondary">{t('agents.tryBody')}</Typography>
          <Stack direction="row" sx={{ gap: 0.75, flexWrap: 'wrap' }}>
            {definition.examples.slice(0, SHOWN_EXAMPLES).map((example) => (
              <Chip key={example} variant="outlined" label={example} onClick={() => setQuestion(example)} />
            ))}
          </Stack>
          <Stack component="form" direction="row" onSubmit={submit} sx={{ gap: 1 }}>
            <TextField autoFocus fullWidth size="small" label={t('agents.question')} value={question} onChange={({ target }) => setQuestion(target.value)} />
            {trial.state === 'running' ? (
              <Button type="button" variant="outlined" onClick={() => stopper.current?.abort()}>
                {t('agents.stop')}
              </Button>
            ) : (
              <Button type="submit" variant="contained" disabled={question.trim() === ''}>
                {t('agents.ask')}
              </Button>
            )}
          </Stack>
          {trial.state === 'running' && (
            <>
              <Waiting>{t('agents.asking')}</Waiting>
              <StepList steps={trial.steps} agent={definition.name} />
            </>
          )}
          {trial.state === 'failed' && <FailureNotice failure={trial.failure} />}
          {trial.state === 'done' && (
            <Box component="article" aria-label={t('agents.answered')}>
              <Stack sx={{ gap: 1.25 }}>
                {trial.message.agent && <AnswerSteps answer={trial.message.agent} />}
                <Typography sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{trial.message.content}</Typography>
                {trial.message.agent && <AnswerData output={trial.message.agent.output} />}
                {trial.message.agent?.needs && <MissingForm needs={trial.message.agent.needs} disabled={false} onGiven={(given) => void ask(given)} />}
              </Stack>
            </Box>
          )}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('common.close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
