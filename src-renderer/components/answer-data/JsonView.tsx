import { Box, Typography } from '@mui/material';

/** Data to unfold, level by level. */
export function JsonView({ value, open }: { value: unknown; open: number }) {
  if (typeof value !== 'object' || value === null) {
    return (
      <Typography component="span" variant="body2" sx={{ fontFamily: 'monospace', overflowWrap: 'anywhere' }}>
        {JSON.stringify(value)}
      </Typography>
    );
  }
  const entries = Object.entries(value);
  return (
    <Box component="ul" sx={{ listStyle: 'none', margin: 0, paddingInlineStart: 2 }}>
      {entries.map(([name, inner]) => (
        <li key={name}>
          {typeof inner === 'object' && inner !== null ? (
            <details open={open > 0}>
              <Box component="summary" sx={({ measures }) => ({ cursor: 'pointer', minHeight: measures.target / 1.5, fontFamily: 'monospace' })}>
                {`${name} (${Object.keys(inner).length})`}
              </Box>
              <JsonView value={inner} open={open - 1} />
            </details>
          ) : (
            <Typography variant="body2" component="p" sx={{ margin: 0, fontFamily: 'monospace', overflowWrap: 'anywhere' }}>
              {name}: {JSON.stringify(inner)}
            </Typography>
          )}
        </li>
      ))}
    </Box>
  );
}
