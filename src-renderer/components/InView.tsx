import { Box } from '@mui/material';
import { type ReactNode, useEffect, useRef } from 'react';

/** Brings what has just appeared into view, by as little scrolling as that takes. */
export function InView({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  // Newer browsers return a promise, which is no way to clean up.
  useEffect(() => void box.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <Box ref={box} sx={{ scrollMarginBlock: '1rem' }}>
      {children}
    </Box>
  );
}
