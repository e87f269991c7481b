import { Button, TableCell, TableRow } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { ANSWER_PROMPT, type PromptInUse, type PromptKey } from '#shared/contract/prompts.ts';
import { FramedTable } from '#renderer/components/FramedTable.tsx';
import { formatTime } from '#renderer/components/format.ts';
import { versionName } from './version-name.ts';

interface Props {
  prompts: readonly PromptInUse[];
  chosen: PromptKey;
  onChoose: (key: PromptKey) => void;
}

/** Every wording with the version that is used now. */
export function PromptsInUse({ prompts, chosen, onChoose }: Props) {
  const { t } = useTranslation();
  const title = (prompt: PromptInUse): string => [...(prompt.name === ANSWER_PROMPT ? [] : [prompt.name]), t(`prompts.kinds.${prompt.kind}`)].join(': ');
  return (
    <FramedTable label={t('prompts.inUse')} columns={[t('prompts.kind'), t('prompts.language'), t('prompts.used'), t('prompts.since'), t('prompts.by'), t('prompts.edit')]}>
      {prompts.map((prompt) => {
        const { name, kind, language, active, since, by } = prompt;
        const current = name === chosen.name && kind === chosen.kind && language === chosen.language;
        return (
          <TableRow key={`${name}/${kind}/${language}`} selected={current}>
            <TableCell component="th" scope="row">
              {title(prompt)}
            </TableCell>
            <TableCell>{t(`prompts.languages.${language}`)}</TableCell>
            <TableCell>{versionName(t, { version: active, language })}</TableCell>
            <TableCell>{since === null ? '–' : formatTime(since)}</TableCell>
            <TableCell>{by ?? '–'}</TableCell>
            <TableCell align="right">
              <Button size="small" aria-current={current} aria-label={t('prompts.editNamed', { wording: title(prompt), language: t(`prompts.languages.${language}`) })} onClick={() => onChoose({ name, kind, language })}>
                {t('prompts.edit')}
              </Button>
            </TableCell>
          </TableRow>
        );
      })}
    </FramedTable>
  );
}
