import { Box, Button, Checkbox, FormControlLabel, Stack, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { Tool } from '#shared/contract/tools.ts';
import type { State } from '#renderer/app/theme/tokens.ts';
import { StatusChip } from '#renderer/components/StatusChip.tsx';
import { DataText } from './DataText.tsx';
import { schemaText, type ToolChange } from './tool-changes.ts';
import { visibleText } from '#renderer/components/visible-text.ts';

const STATES: Record<ToolChange['state'], State> = { same: 'ready', new: 'degraded', changed: 'degraded', gone: 'idle' };

interface Props {
  change: ToolChange;
  readsOnly: boolean;
  onReadsOnly: (reads: boolean) => void;
  /** As it can be tried, where it can. */
  tool: Tool | undefined;
  onTry: (tool: Tool) => void;
}

/** One tool as its server describes it: quoted, never understood. */
export function McpToolItem({ change: { name, state, tool: said, before }, readsOnly, onReadsOnly, tool, onTry }: Props) {
  const { t } = useTranslation();
  const schemas = [['takes', said.input, before?.input], ['gives', said.output, before?.output]] as const;
  return (
    <Box component="li" aria-label={visibleText(name)} sx={({ tokens }) => ({ border: `1px solid ${tokens.line}`, borderRadius: 1, padding: 1.5 })}>
      <Stack direction="row" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap', marginBottom: 1 }}>
        <Typography component="h3" sx={{ fontFamily: 'monospace', fontWeight: 700, overflowWrap: 'anywhere' }}>
          {visibleText(name)}
        </Typography>
        <StatusChip state={STATES[state]}>{t(`mcp.changes.${state}`)}</StatusChip>
        <Box sx={{ flex: 1 }} />
        {state !== 'gone' && <FormControlLabel control={<Checkbox checked={readsOnly} onChange={({ target }) => onReadsOnly(target.checked)} />} label={t('mcp.readsOnly')} />}
        {tool?.definition.enabled === true && (
          <Button size="small" aria-label={t('tools.tryNamed', { name: tool.definition.name })} onClick={() => onTry(tool)}>
            {t('agents.try')}
          </Button>
        )}
      </Stack>
      <DataText label={t('mcp.description')} text={said.description} before={before?.description} />
      {schemas.map(([which, schema, old]) =>
        schema === null && (old ?? null) === null ? null : (
          <details key={which} open={before !== null && schemaText(schema) !== schemaText(old)}>
            <Box component="summary" sx={({ measures }) => ({ cursor: 'pointer', lineHeight: `${measures.target}px` })}>
              {t(`mcp.${which}`)}
            </Box>
            <DataText label={t(`mcp.${which}`)} text={schemaText(schema)} before={before === null ? undefined : schemaText(old)} />
          </details>
        ),
      )}
    </Box>
  );
}
