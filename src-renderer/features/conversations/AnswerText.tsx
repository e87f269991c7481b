import { Box, Tooltip } from '@mui/material';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import Markdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import type { UnsupportedSentence } from '#shared/contract/conversations.ts';
import type { Citation } from '#shared/contract/passages.ts';
import { isSafetyWording } from '#renderer/components/safety-wording.ts';
import { SafetyBlock } from '#renderer/components/SafetyBlock.tsx';
import { answerStyles } from './answer-styles.ts';
import { CitationChip } from './CitationChip.tsx';
import { rehypeMarks } from './rehype-marks.ts';

interface Props {
  text: string;
  citations: readonly Citation[];
  unsupported: readonly UnsupportedSentence[];
}

/** An answer as text: Markdown without links, images or HTML, since its words are data; citations and doubts marked. */
export function AnswerText({ text, citations, unsupported }: Props) {
  const known = useMemo(() => new Set(citations.map(({ n }) => n)), [citations]);
  const components = useMemo(() => componentsFor(citations), [citations]);
  return (
    <Box sx={answerStyles}>
      <Markdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[[rehypeMarks, { source: text, unsupported, known }]]}
        urlTransform={() => null}
        components={components}
      >
        {text}
      </Markdown>
    </Box>
  );
}

interface HastLike {
  value?: string;
  children?: HastLike[];
}

function textOf(node: HastLike | undefined): string {
  return node?.value ?? (node?.children ?? []).map(textOf).join('');
}

function componentsFor(citations: readonly Citation[]): Components {
  return {
    a: ({ children }) => <span>{children}</span>,
    img: ({ alt }) => <span>{alt}</span>,
    table: ({ children }) => (
      <div className="table">
        <table>{children}</table>
      </div>
    ),
    p: ({ node, children }) => (isSafetyWording(textOf(node)) ? <SafetyBlock>{children}</SafetyBlock> : <p>{children}</p>),
    blockquote: ({ node, children }) => (isSafetyWording(textOf(node)) ? <div>{children}</div> : <blockquote>{children}</blockquote>),
    cite: ({ node, children }) => {
      const citation = citations.find(({ n }) => n === node?.properties['dataN']);
      return citation === undefined ? <span>{children}</span> : <CitationChip citation={citation} />;
    },
    u: ({ node, children }) => <Unsupported reason={node?.properties['dataReason']}>{children}</Unsupported>,
  };
}

function isReason(value: unknown): value is UnsupportedSentence['reason'] {
  return value === 'no-citation' || value === 'number-not-in-source' || value === 'not-in-source' || value === 'says-the-opposite';
}

function Unsupported({ reason, children }: { reason: unknown; children: ReactNode }) {
  const { t } = useTranslation();
  if (!isReason(reason)) return children;
  return (
    <Tooltip title={t(`ask.unsupported.${reason}`)} describeChild>
      <Box
        component="span"
        tabIndex={0}
        data-unsupported={reason}
        sx={({ tokens }) => ({ textDecoration: `underline dotted ${tokens.states.degraded.ink} 2px`, textUnderlineOffset: '0.25em', cursor: 'help' })}
      >
        {children}
      </Box>
    </Tooltip>
  );
}
