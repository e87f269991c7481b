import { Box, Typography } from '@mui/material';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { AgentStep, ToolProgress } from '#shared/contract/agent-answers.ts';
import { SaidByOther } from '#renderer/components/SaidByOther.tsx';

/** What an agent did, in order: each tool with what it was asked, how it ended and what it gave. */
export function StepList({ steps, agent }: { steps: readonly AgentStep[]; agent: string }) {
  const { t } = useTranslation();
  return (
    <Box component="ol" sx={{ margin: 0, paddingInlineStart: 3 }}>
      {steps.map(({ n, agent: by, tool, arguments: asked, status, ms, note, said, progress }) => {
        const state = t(`agents.states.${status}`);
        return (
          <Box component="li" key={n} data-status={status} sx={{ marginBottom: 0.75 }}>
            <Typography variant="body2">
              {ms === null ? t('agents.step', { tool, state }) : t('agents.stepMs', { tool, state, ms })}
              {by !== agent && ` (${t('agents.by', { agent: by })})`}
            </Typography>
            {Object.keys(asked).length > 0 && (
              <Typography variant="caption" component="p" color="textSecondary" sx={{ margin: 0, overflowWrap: 'anywhere' }}>
                {Object.entries(asked).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' · ')}
              </Typography>
            )}
            {progress && (
              <Typography variant="caption" component="p" sx={{ margin: 0, overflowWrap: 'anywhere' }}>
                {progressText(progress, t)}
              </Typography>
            )}
            {note !== '' && (
              <Typography variant="caption" component="p" sx={{ margin: 0, overflowWrap: 'anywhere' }}>
                {note}
              </Typography>
            )}
            {said !== undefined && <SaidByOther>{said}</SaidByOther>}
          </Box>
        );
      })}
    </Box>
  );
}

/** How far a tool says it is, with its own words behind. */
function progressText({ done, total, message }: ToolProgress, t: TFunction): string {
  const far = total === null ? t('agents.done', { done }) : t('agents.doneOf', { done, total });
  return message === '' ? far : `${far}: ${message}`;
}
