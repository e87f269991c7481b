import { Box, ButtonBase, Stack, Typography } from '@mui/material';
import type { SxProps, Theme } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentRef } from '#shared/contract/passages.ts';
import type { Label } from '#shared/contract/permissions.ts';
import { QuotedText } from './QuotedText.tsx';
import { StandingChip } from './StandingChip.tsx';
import { useSourcePanel, sourceOf } from './source-panel.tsx';
import { usePlace } from './use-place.ts';

interface Props {
  passage: Parameters<typeof sourceOf>[0] & { label: Label; document: Partial<Pick<DocumentRef, 'standing' | 'since'>> };
  text: string;
  n?: number;
  lines?: number;
  /** Words to mark in the text. */
  marks?: readonly (readonly [number, number])[];
  extra?: ReactNode;
  /** Below the text; what is in it is pressed by itself. */
  footer?: ReactNode;
  selected?: boolean;
}

/** A stretch of a document as something to open: its number, where it stands, its words. */
export function PassageCard({ passage, text, n, lines, marks, extra, footer, selected = false }: Props) {
  const { t } = useTranslation();
  const panel = useSourcePanel();
  const place = usePlace()(passage);
  return (
    <Box
      sx={({ tokens, shape }) => ({
        position: 'relative',
        padding: 1.5,
        border: `1px solid ${selected ? tokens.ink : tokens.line}`,
        borderRadius: `${Number(shape.borderRadius)}px`,
        backgroundColor: selected ? tokens.selected : tokens.surface,
        '&:hover': { borderColor: tokens.strongLine, backgroundColor: tokens.hover },
      })}
    >
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap', marginBottom: 0.5 }}>
        {n !== undefined && <CitationNumber n={n} />}
        <ButtonBase
          aria-label={n === undefined ? t('ask.openPassage', { name: place }) : t('ask.citation', { n, name: place })}
          onClick={() => panel.open(sourceOf(n === undefined ? passage : { ...passage, n }))}
          sx={coversCard}
        >
          {place}
        </ButtonBase>
        {passage.document.standing !== undefined && <StandingChip standing={passage.document.standing} since={passage.document.since ?? null} />}
        {extra}
        {passage.label !== 'internal' && passage.label !== 'public' && (
          <Typography variant="caption" component="span" sx={{ border: '1px solid', borderRadius: 1, paddingInline: 0.75 }}>
            {t(`common.labels.${passage.label}`)}
          </Typography>
        )}
      </Stack>
      <Typography variant="body2" component="div">
        <QuotedText {...(lines === undefined ? {} : { lines })} {...(marks === undefined ? {} : { marks })}>
          {text}
        </QuotedText>
      </Typography>
      {footer !== undefined && <Box sx={{ position: 'relative', zIndex: 1 }}>{footer}</Box>}
    </Box>
  );
}

/** The button is called like its words and pressed anywhere on the card; the passage itself stays text to a screen reader. */
const coversCard: SxProps<Theme> = ({ tokens, typography, shape }) => ({
  position: 'static',
  flex: '1 1 12rem',
  minWidth: 0,
  justifyContent: 'flex-start',
  textAlign: 'start',
  font: 'inherit',
  fontSize: typography.body2.fontSize,
  fontWeight: 600,
  overflowWrap: 'anywhere',
  '&::after': { content: '""', position: 'absolute', inset: 0, borderRadius: `${Number(shape.borderRadius)}px` },
  '&.Mui-focusVisible, &:focus-visible': { outline: 'none' },
  '&:focus-visible::after': { outline: `3px solid ${tokens.focus}`, outlineOffset: '2px' },
});

export function CitationNumber({ n }: { n: number }) {
  return (
    <Box
      component="span"
      aria-hidden
      sx={({ tokens }) => ({
        display: 'inline-flex',
        minWidth: '1.6em',
        justifyContent: 'center',
        paddingInline: '0.3em',
        border: `1px solid ${tokens.strongLine}`,
        borderRadius: '4px',
        fontSize: '0.85em',
        fontWeight: 700,
        lineHeight: 1.5,
      })}
    >
      {n}
    </Box>
  );
}
