import { Box, ButtonBase, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { PlanStep } from '#shared/contract/plans.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { graphLayout } from './graph-layout.ts';
import { STEP_STATE } from './plan-state.ts';

const WIDTH = 264;
const HEIGHT = 92;
const GAP_X = 56;
const GAP_Y = 20;

interface Props {
  steps: readonly PlanStep[];
  agentTitle: (agent: string | null) => string;
  /** Shows a step in the list, which says all that the graph shows. */
  onOpen: (key: string) => void;
}

/** The steps as boxes with lines from what they need, left to right. Each box leads to its step in the list. */
export function PlanGraph({ steps, agentTitle, onOpen }: Props) {
  const { t } = useTranslation();
  const placed = new Map(graphLayout(steps).map(({ key, column, row }) => [key, { x: column * (WIDTH + GAP_X), y: row * (HEIGHT + GAP_Y) }]));
  const right = Math.max(0, ...[...placed.values()].map(({ x }) => x)) + WIDTH;
  const bottom = Math.max(0, ...[...placed.values()].map(({ y }) => y)) + HEIGHT;
  const lines = steps.flatMap(({ key, after }) => after.map((from) => ({ key: `${from} ${key}`, from: placed.get(from), to: placed.get(key) })));
  return (
    <Box component="section" aria-label={t('plans.graph')} tabIndex={0} sx={{ overflow: 'auto', padding: 0.5 }}>
      <Box sx={{ position: 'relative', width: right, height: bottom }}>
        <Box component="svg" aria-hidden width={right} height={bottom} sx={({ tokens }) => ({ position: 'absolute', inset: 0, stroke: tokens.strongLine, fill: 'none', strokeWidth: 1.5 })}>
          <defs>
            <marker id="plan-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0 8 4 0 8" fill="none" />
            </marker>
          </defs>
          {lines.map(({ key, from, to }) => from && to && <path key={key} markerEnd="url(#plan-arrow)" d={curve(from.x + WIDTH, from.y + HEIGHT / 2, to.x - 2, to.y + HEIGHT / 2)} />)}
        </Box>
        {steps.map(({ key, title, agent, state }) => (
          <ButtonBase
            key={key}
            onClick={() => onOpen(key)}
            aria-label={`${title}, ${t(`plans.stepStates.${state}`)}`}
            style={{ left: placed.get(key)?.x ?? 0, top: placed.get(key)?.y ?? 0 }}
            sx={({ tokens }) => ({
              position: 'absolute', width: WIDTH, height: HEIGHT, padding: 1, borderRadius: 1, display: 'flex', flexDirection: 'column', alignItems: 'flex-start', justifyContent: 'space-between',
              textAlign: 'start', backgroundColor: tokens.surface, border: `1px solid ${tokens.states[STEP_STATE[state]].ink}`, '&:hover': { backgroundColor: tokens.hover },
            })}
          >
            <Typography variant="body2" sx={{ fontWeight: 600, display: '-webkit-box', WebkitLineClamp: 2, WebkitBoxOrient: 'vertical', overflow: 'hidden', overflowWrap: 'anywhere' }}>
              {title}
            </Typography>
            <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', width: '100%', minWidth: 0 }}>
              <StatusChip state={STEP_STATE[state]}>{t(`plans.stepStates.${state}`)}</StatusChip>
              <Typography variant="caption" color="textSecondary" noWrap>
                {agentTitle(agent)}
              </Typography>
            </Box>
          </ButtonBase>
        ))}
      </Box>
    </Box>
  );
}

function curve(fromX: number, fromY: number, toX: number, toY: number): string {
  const middle = (fromX + toX) / 2;
  return `M${fromX} ${fromY} C${middle} ${fromY} ${middle} ${toY} ${toX} ${toY}`;
}
