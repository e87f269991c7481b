import { FormControl, FormControlLabel, FormLabel, Radio, RadioGroup, TextField } from '@mui/material';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { McpServer, McpSource } from '#shared/contract/mcp.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { useMay } from '#renderer/client/identity-context.tsx';
import { FormDialog } from '#renderer/components/FormDialog.tsx';
import { Notice } from '#renderer/components/Notice.tsx';
import { showToast } from '#renderer/components/toast-store.ts';
import { HeadersField } from '#renderer/features/tools/HeadersField.tsx';
import { ReachField } from '#renderer/components/ReachField.tsx';
import { TOOLS } from '#renderer/features/tools/tool-queries.ts';

const NAME = /^[a-z][a-z0-9-]{0,30}$/;
const TRANSPORTS = ['http', 'stdio'] as const;

type Draft = { [Transport in McpSource['transport']]: Extract<McpSource, { transport: Transport }> };
const EMPTY: Draft = { http: { transport: 'http', url: '', headers: {}, reach: 'plant' }, stdio: { transport: 'stdio', program: '', arguments: [] } };

interface Props {
  /** The one to change; null for a new one. */
  initial: McpServer | null;
  onSaved: (server: McpServer) => void;
  onClose: () => void;
}

/** How a server is reached. Whatever changes here, its tools have to be approved again. */
export function McpServerForm({ initial, onSaved, onClose }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const operates = useMay('platform:operate');
  const [name, setName] = useState(initial?.name ?? '');
  const [transport, setTransport] = useState(initial?.source.transport ?? 'http');
  const [draft, setDraft] = useState<Draft>(initial === null ? EMPTY : { ...EMPTY, [initial.source.transport]: initial.source });
  const save = useMutation({
    mutationFn: () => client.mcp.add({ name, source: transport === 'http' ? draft.http : { ...draft.stdio, arguments: draft.stdio.arguments.filter((each) => each !== '') } }),
    onSuccess: async (server) => {
      await queries.invalidateQueries({ queryKey: TOOLS });
      showToast({ state: 'ready', text: t('mcp.added', { name }) });
      onSaved(server);
    },
  });
  const http = (change: Partial<Draft['http']>) => setDraft({ ...draft, http: { ...draft.http, ...change } });
  const stdio = (change: Partial<Draft['stdio']>) => setDraft({ ...draft, stdio: { ...draft.stdio, ...change } });
  const complete = NAME.test(name) && (transport === 'http' ? draft.http.url !== '' : draft.stdio.program !== '');

  return (
    <FormDialog title={initial === null ? t('mcp.add') : t('tools.editNamed', { name })} action={t('mcp.form.save')} complete={complete} pending={save.isPending} failure={save.error} onSubmit={() => save.mutate()} onClose={onClose}>
      {initial !== null && <Notice state="degraded">{t('mcp.form.again')}</Notice>}
      <TextField autoFocus={initial === null} label={t('tools.form.name')} helperText={t('mcp.form.nameHint')} required disabled={initial !== null} error={name !== '' && !NAME.test(name)} value={name} onChange={({ target }) => setName(target.value.trim())} slotProps={{ htmlInput: { spellCheck: false } }} />
      <FormControl>
        <FormLabel id="mcp-transport">{t('mcp.form.transport')}</FormLabel>
        <RadioGroup row aria-labelledby="mcp-transport" value={transport} onChange={(_, value) => setTransport(TRANSPORTS.find((each) => each === value) ?? 'http')}>
          {TRANSPORTS.map((each) => (
            <FormControlLabel key={each} value={each} control={<Radio />} label={t(`mcp.ways.${each}`)} disabled={each === 'stdio' && !operates} />
          ))}
        </RadioGroup>
      </FormControl>
      {transport === 'http' ? (
        <>
          <TextField label={t('tools.form.url')} helperText={t('mcp.form.urlHint')} required value={draft.http.url} onChange={({ target }) => http({ url: target.value.trim() })} slotProps={{ htmlInput: { spellCheck: false } }} />
          <HeadersField headers={draft.http.headers} hint={t('mcp.form.headersHint')} onChange={(headers) => http({ headers })} />
          <ReachField value={draft.http.reach} onChange={(reach) => http({ reach })} />
        </>
      ) : (
        <>
          <Notice state="degraded">{t('mcp.form.programNote')}</Notice>
          <TextField label={t('mcp.form.program')} helperText={t('mcp.form.programHint')} required value={draft.stdio.program} onChange={({ target }) => stdio({ program: target.value })} slotProps={{ htmlInput: { spellCheck: false } }} />
          <TextField
            label={t('mcp.form.arguments')}
            helperText={t('mcp.form.argumentsHint')}
            multiline
            minRows={2}
            maxRows={8}
            value={draft.stdio.arguments.join('\n')}
            onChange={({ target }) => stdio({ arguments: target.value.split('\n') })}
            slotProps={{ htmlInput: { spellCheck: false } }}
          />
        </>
      )}
    </FormDialog>
  );
}
