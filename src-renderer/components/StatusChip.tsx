import CheckCircle from '@mui/icons-material/CheckCircleOutlined';
import Circle from '@mui/icons-material/RadioButtonUncheckedOutlined';
import Error from '@mui/icons-material/ErrorOutlineOutlined';
import Sync from '@mui/icons-material/SyncOutlined';
import Warning from '@mui/icons-material/WarningAmberOutlined';
import { Box, type SvgIconProps } from '@mui/material';
import type { ComponentType, ReactNode } from 'react';
import type { State } from '#renderer/app/theme/tokens.ts';

const icons: Record<State, ComponentType<SvgIconProps>> = {
  idle: Circle,
  working: Sync,
  ready: CheckCircle,
  degraded: Warning,
  failed: Error,
};

/** The icon of a state, in its colour. Always beside a word. */
export function StateIcon({ state }: { state: State }) {
  const Icon = icons[state];
  return <Icon aria-hidden fontSize="small" sx={{ color: (theme) => theme.tokens.states[state].ink, flex: 'none' }} />;
}

/** A state as a word, an icon and a colour together. */
export function StatusChip({ state, children }: { state: State; children: ReactNode }) {
  return (
    <Box
      component="span"
      sx={({ tokens, typography, scheme }) => ({
        display: 'inline-flex',
        alignItems: 'center',
        gap: 0.75,
        paddingInline: 1,
        paddingBlock: 0.25,
        borderRadius: 1,
        maxWidth: '100%',
        fontSize: typography.body2.fontSize,
        lineHeight: 1.4,
        color: tokens.states[state].ink,
        backgroundColor: tokens.states[state].paper,
        border: scheme === 'contrast' ? '1px solid currentColor' : '1px solid transparent',
      })}
    >
      <StateIcon state={state} />
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {children}
      </Box>
    </Box>
  );
}
