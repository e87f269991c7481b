import { Button, TableCell, TableRow, Typography } from '@mui/material';
import { useTranslation } from 'react-i18next';
import type { PromptVersion } from '#shared/contract/prompts.ts';
import { useClient } from '#renderer/client/client-context.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { useAction } from '#renderer/components/use-action.ts';
import { PROMPTS_KEY } from './prompts-key.ts';
import { versionName } from './version-name.ts';

interface Props {
  versions: readonly PromptVersion[];
  compared: number | null;
  onCompare: (version: number) => void;
  /** Another version is used from now on. */
  onTaken: () => void;
}

/** Every version of a wording, each to be compared with the one in use and to be gone back to. */
export function PromptHistory({ versions, compared, onCompare, onTaken }: Props) {
  const { t } = useTranslation();
  const client = useClient();
  const action = useAction(PROMPTS_KEY);
  if (versions.length === 0) return null;
  const take = ({ name, kind, language, version }: PromptVersion) =>
    action.run(() => client.prompts.activate({ name, kind, language, version }), (taken) => {
      onTaken();
      return t('prompts.taken', { version: versionName(t, taken) });
    });
  return (
    <section aria-label={t('prompts.history')}>
      <Typography variant="h3" sx={{ marginBottom: 1 }}>
        {t('prompts.history')}
      </Typography>
      <FramedTable label={t('prompts.history')} columns={[t('prompts.used'), t('prompts.written'), t('prompts.by'), t('prompts.actions')]}>
        {versions.map((each) => {
          const called = versionName(t, each);
          return (
            <TableRow key={each.version} selected={each.version === compared}>
              <TableCell component="th" scope="row" sx={{ fontWeight: each.active ? 600 : 400 }}>
                {each.active ? t('prompts.activeVersion', { version: called }) : called}
              </TableCell>
              <TableCell>{each.at === null ? '–' : formatTime(each.at)}</TableCell>
              <TableCell>{each.by ?? '–'}</TableCell>
              <TableCell align="right">
                {!each.active && (
                  <>
                    <Button size="small" aria-label={t('prompts.compareNamed', { version: called })} onClick={() => onCompare(each.version)}>
                      {t('prompts.compare')}
                    </Button>
                    <Button size="small" aria-label={t('prompts.takeNamed', { version: called })} disabled={action.pending} onClick={() => take(each)}>
                      {t('prompts.take')}
                    </Button>
                  </>
                )}
              </TableCell>
            </TableRow>
          );
        })}
      </FramedTable>
    </section>
  );
}
