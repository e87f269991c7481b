import { Box } from '@mui/material';
import type { ReactNode } from 'react';
import type { State } from '#renderer/app/theme/tokens.ts';
import { StateIcon } from './StatusChip.tsx';

interface Props {
  state: State;
  children: ReactNode;
  /** What can be done about it. */
  action?: ReactNode;
  /** Read out at once: for what the person must know now. */
  urgent?: boolean;
}

/** A sentence about a state, with what can be done about it. */
export function Notice({ state, children, action, urgent = false }: Props) {
  return (
    <Box
      role={urgent ? 'alert' : 'status'}
      sx={({ tokens }) => ({
        display: 'flex',
        alignItems: 'center',
        flexWrap: 'wrap',
        gap: 1.25,
        padding: 1.25,
        borderRadius: 1,
        border: `1px solid ${tokens.states[state].ink}`,
        backgroundColor: tokens.states[state].paper,
        color: tokens.ink,
      })}
    >
      <Box sx={{ flex: '1 1 16rem', minWidth: 0, display: 'flex', alignItems: 'center', gap: 1.25 }}>
        <StateIcon state={state} />
        <Box sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>{children}</Box>
      </Box>
      {action}
    </Box>
  );
}
