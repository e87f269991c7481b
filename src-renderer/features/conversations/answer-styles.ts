import type { SxProps, Theme } from '@mui/material/styles';
import { fonts } from '#renderer/app/theme/tokens.ts';

/** How the text of an answer is set: readable from a metre away, tables and code inside their own scroll. */
export const answerStyles: SxProps<Theme> = ({ tokens, typography }) => ({
  ...typography.body1,
  overflowWrap: 'anywhere',
  '& > :first-of-type': { marginTop: 0 },
  '& > :last-child': { marginBottom: 0 },
  '& p': { marginBlock: '0.7em' },
  '& h1, & h2, & h3, & h4': { fontSize: '1.05em', marginBlock: '1em 0.4em' },
  '& ul, & ol': { paddingInlineStart: '1.5em', marginBlock: '0.6em' },
  '& li': { marginBlock: '0.25em' },
  '& blockquote': { margin: '0.7em 0', paddingInlineStart: '1em', borderInlineStart: `4px solid ${tokens.strongLine}`, color: tokens.ink },
  '& code': { fontFamily: fonts.mono, fontSize: '0.92em', backgroundColor: tokens.hover, borderRadius: '3px', paddingInline: '0.25em' },
  '& pre': { overflow: 'auto', padding: '0.75em', border: `1px solid ${tokens.line}`, borderRadius: '4px' },
  '& pre code': { backgroundColor: 'transparent', padding: 0 },
  '& .table': { overflowX: 'auto', marginBlock: '0.7em' },
  '& table': { borderCollapse: 'collapse' },
  '& th, & td': { border: `1px solid ${tokens.line}`, padding: '0.35em 0.6em', textAlign: 'start', verticalAlign: 'top' },
  '& th': { backgroundColor: tokens.hover },
});
