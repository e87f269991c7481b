import { Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  body?: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
}

/** An empty screen says what belongs there and gives the first action. */
export function EmptyState({ title, body, action, icon }: Props) {
  return (
    <Stack sx={{ alignItems: 'center', textAlign: 'center', gap: 1.5, padding: 4, maxWidth: 560, marginInline: 'auto' }}>
      {icon}
      <Typography variant="h2" component="h2">
        {title}
      </Typography>
      {body !== undefined && (
        <Typography component="div" color="textSecondary">
          {body}
        </Typography>
      )}
      {action}
    </Stack>
  );
}
