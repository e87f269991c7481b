import { Box } from '@mui/material';
import { lineChanges } from './line-changes.ts';
import { visibleText } from '#renderer/components/visible-text.ts';

const SIGNS = { same: ' ', added: '+', gone: '−' } as const;
const ELEMENTS = { same: 'span', added: 'ins', gone: 'del' } as const;
const COLOURS = { added: 'ready', gone: 'failed' } as const;

interface Props {
  /** What it is, for who cannot see what stands around it. */
  label: string;
  text: string;
  /** What stood there before, to show what is different; it is shown as it stands unless given. */
  before?: string | undefined;
}

/** What somebody else wrote, as data: every character of it, nothing of it understood. */
export function DataText({ label, text, before }: Props) {
  const lines = before === undefined ? null : lineChanges(visibleText(before), visibleText(text));
  return (
    <Box
      role="group"
      aria-label={label}
      dir="ltr"
      sx={({ tokens }) => ({ fontFamily: 'monospace', fontSize: '0.8125rem', lineHeight: 1.5, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', padding: 1, border: `1px dashed ${tokens.strongLine}`, borderRadius: 1, backgroundColor: tokens.canvas })}
    >
      {lines === null
        ? visibleText(text)
        : lines.map(({ state, text: line }, at) => (
            <Box
              key={at}
              component={ELEMENTS[state]}
              sx={({ tokens }) => ({ display: 'block', textDecoration: 'none', ...(state === 'same' ? {} : { color: tokens.states[COLOURS[state]].ink, backgroundColor: tokens.states[COLOURS[state]].paper }) })}
            >
              {`${SIGNS[state]} ${line}`}
            </Box>
          ))}
    </Box>
  );
}
