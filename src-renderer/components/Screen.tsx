import { Box, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
  /** The screen's content scrolls by itself instead of with the page. */
  fixed?: boolean;
}

/** A screen: its heading, its actions, its content. */
export function Screen({ title, actions, children, fixed = false }: Props) {
  return (
    <Box sx={{ height: '100%', overflow: fixed ? 'hidden' : 'auto', display: 'flex', flexDirection: 'column' }}>
      <Stack direction="row" sx={{ alignItems: 'center', flexWrap: 'wrap', gap: 1.5, paddingInline: 3, paddingBlock: 2 }}>
        <Typography variant="h1" sx={{ flex: 1 }}>
          {title}
        </Typography>
        {actions}
      </Stack>
      <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', gap: 2, paddingInline: 3, paddingBottom: 3 }}>{children}</Box>
    </Box>
  );
}
