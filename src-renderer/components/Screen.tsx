import { Box, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen: its heading, its actions, its content. */
export function Screen({ title, actions, children }: Props) {
  return (
    <Box sx={{ height: '100%', overflow: 'auto', display: 'flex', flexDirection: 'column' }}>
      <Stack direction="row" sx={{ alignItems: 'center', flexWrap: 'wrap', gap: 1.5, paddingInline: { xs: 2, sm: 3 }, paddingBlock: 2 }}>
        <Typography variant="h1" sx={{ flex: 1 }}>
          {title}
        </Typography>
        {actions}
      </Stack>
      <Box sx={{ flex: '1 0 auto', display: 'flex', flexDirection: 'column', gap: 2, paddingInline: { xs: 2, sm: 3 }, paddingBottom: 3 }}>{children}</Box>
    </Box>
  );
}
