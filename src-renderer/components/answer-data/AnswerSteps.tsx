import ExpandMore from '@mui/icons-material/ExpandMoreOutlined';
import { Accordion, AccordionDetails, AccordionSummary, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { AgentAnswer } from '#shared/contract/agent-answers.ts';
import { Notice } from '#renderer/components/Notice.tsx';
import { StepList } from './StepList.tsx';

/** Which agent answered, with its steps folded away; a limit that ended it is said openly. */
export function AnswerSteps({ answer: { name, title, steps, limit } }: { answer: Pick<AgentAnswer, 'name' | 'title' | 'steps' | 'limit'> }) {
  const { t } = useTranslation();
  const by = t('agents.answeredBy', { title });
  return (
    <Stack sx={{ gap: 1 }}>
      {steps.length === 0 ? (
        <Typography variant="body2" color="textSecondary">
          {by}
        </Typography>
      ) : (
        <Accordion disableGutters elevation={0} sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, backgroundColor: tokens.surface, '&::before': { display: 'none' } })}>
          <AccordionSummary expandIcon={<ExpandMore />}>
            <Typography variant="body2">{`${by}: ${t('agents.steps', { count: steps.length })}`}</Typography>
          </AccordionSummary>
          <AccordionDetails>
            <StepList steps={steps} agent={name} />
          </AccordionDetails>
        </Accordion>
      )}
      {limit !== null && <Notice state="degraded">{t(`agents.limit.${limit}`)}</Notice>}
    </Stack>
  );
}
