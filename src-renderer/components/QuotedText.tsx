import { Box } from '@mui/material';
import { markedPieces } from './marked-pieces.ts';
import { SafetyBlock } from './SafetyBlock.tsx';
import { splitSafety } from './safety-wording.ts';

interface Props {
  children: string;
  /** Lines shown before the rest is cut; all of them unless given. */
  lines?: number;
  /** Words to mark, as `[start, end]` offsets into the text. */
  marks?: readonly (readonly [number, number])[];
}

/** A stretch of a document as it stands: plain text, safety wording set apart, never interpreted. */
export function QuotedText({ children, lines, marks = [] }: Props) {
  const cut = lines === undefined ? {} : { display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: lines, overflow: 'hidden' };
  const pieces = splitSafety(children.trimEnd());
  const starts = pieces.map((_, index) => pieces.slice(0, index).reduce((sum, { text }) => sum + text.length, 0));
  return (
    <Box sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
      {pieces.map(({ text, safety }, index) => {
        const start = (starts[index] ?? 0) + text.length - text.trimStart().length;
        const words = <Marked text={text.trim()} start={start} marks={marks} />;
        return safety ? (
          <SafetyBlock key={index}>{words}</SafetyBlock>
        ) : (
          <Box key={index} component="span" sx={cut}>
            {words}
          </Box>
        );
      })}
    </Box>
  );
}

function Marked({ text, start, marks }: { text: string; start: number; marks: readonly (readonly [number, number])[] }) {
  if (marks.length === 0) return text;
  return markedPieces(text, start, marks).map((piece, index) =>
    piece.marked ? (
      <Box key={index} component="mark" sx={({ tokens }) => ({ color: tokens.markInk, backgroundColor: tokens.mark, fontWeight: 600 })}>
        {piece.text}
      </Box>
    ) : (
      piece.text
    ),
  );
}
