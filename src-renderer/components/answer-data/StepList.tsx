import { Box, Typography } from '@mui/material';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { AgentStep, ToolProgress } from '#shared/contract/agent-answers.ts';
import type { State } from '#renderer/app/theme/tokens.ts';
import { SaidByOther } from '#renderer/components/SaidByOther.tsx';
import { StateIcon } from '#renderer/components/StatusChip.tsx';
import { handedOver } from './handed-over.ts';

const LOOKS: Record<AgentStep['status'], State> = { running: 'working', ok: 'ready', failed: 'failed', refused: 'failed', waiting: 'degraded', stopped: 'idle' };

/** What an agent did, in order: each tool with what it was asked, how it ended and what it gave. */
export function StepList({ steps, agent }: { steps: readonly AgentStep[]; agent: string }) {
  const { t } = useTranslation();
  return (
    <Box component="ol" sx={{ margin: 0, paddingInlineStart: 3 }}>
      {steps.map(({ n, agent: by, tool: called, arguments: asked, status, ms, note, said, progress }) => {
        const state = t(`agents.states.${status}`);
        const handed = handedOver({ tool: called, arguments: asked });
        const tool = handed === null ? called : t('agents.handedTo', { agent: handed.to });
        const given = handed?.rest ?? asked;
        return (
          <Box component="li" key={n} data-status={status} sx={{ marginBottom: 0.75 }}>
            <Typography variant="body2" sx={{ display: 'flex', gap: 0.75, overflowWrap: 'anywhere' }}>
              <StateIcon state={LOOKS[status]} />
              <span>
                {ms === null ? t('agents.step', { tool, state }) : t('agents.stepMs', { tool, state, ms })}
                {by !== agent && ` (${t('agents.by', { agent: by })})`}
              </span>
            </Typography>
            {Object.keys(given).length > 0 && (
              <Typography variant="caption" component="p" color="textSecondary" sx={{ margin: 0, overflowWrap: 'anywhere' }}>
                {Object.entries(given).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' · ')}
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
