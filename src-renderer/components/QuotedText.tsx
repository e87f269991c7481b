import { Box } from '@mui/material';
import { SafetyBlock } from './SafetyBlock.tsx';
import { splitSafety } from './safety-wording.ts';

interface Props {
  children: string;
  /** Lines shown before the rest is cut; all of them unless given. */
  lines?: number;
}

/** A stretch of a document as it stands: plain text, safety wording set apart, never interpreted. */
export function QuotedText({ children, lines }: Props) {
  const cut = lines === undefined ? {} : { display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: lines, overflow: 'hidden' };
  return (
    <Box sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {splitSafety(children.trim()).map(({ text, safety }, index) =>
        safety ? (
          <SafetyBlock key={index}>{text.trim()}</SafetyBlock>
        ) : (
          <Box key={index} component="span" sx={cut}>
            {index === 0 ? text.trimEnd() : text.trim()}
          </Box>
        ),
      )}
    </Box>
  );
}
