import Send from '@mui/icons-material/SendOutlined';
import Stop from '@mui/icons-material/StopCircleOutlined';
import { Box, Button, FormControlLabel, OutlinedInput, type SxProps, Switch, type Theme, Typography } from '@mui/material';
import { type ClipboardEvent, type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '#renderer/client/store.ts';
import { OPENERS } from './opener-ids.ts';
import { drafts, keepDraft } from './drafts.ts';
import { isPicture } from './picture-files.ts';
import { PictureReader } from './PictureReader.tsx';
import { usePictureText } from './use-picture-text.ts';

/** Longest question, as the contract has it. */
const LONGEST = 8_000;

/** In a narrow window the box has the room, and the button its picture alone. */
const SENDING: SxProps<Theme> = ({ measures, breakpoints }) => ({
  flex: 'none',
  minHeight: measures.target + 6,
  [breakpoints.down('sm')]: { minWidth: measures.target + 6, padding: 0, '& .MuiButton-startIcon': { margin: 0 } },
});
const WORD = { display: { xs: 'none', sm: 'inline' } };

interface Props {
  /** The conversation whose draft this is. */
  id: string;
  busy: boolean;
  /** The model that thinks harder; null where there is none but the usual one. */
  heavy: string | null;
  /** Who answers. */
  picker: ReactNode;
  onSend: (text: string, harder: boolean) => void;
  onStop: () => void;
}

/** The one box. Enter sends, Shift+Enter breaks, Esc stops; what is typed is kept until it is sent. */
export function Composer({ id, busy, heavy, picker, onSend, onStop }: Props) {
  const { t } = useTranslation();
  const draft = useStore(drafts).get(id) ?? '';
  const box = useRef<HTMLTextAreaElement>(null);
  const [harder, setHarder] = useState(false);
  const pictures = usePictureText(id);
  const tooLong = draft.length > LONGEST;
  const waits = busy && draft !== '';
  const quiet = !tooLong && !waits;
  useEffect(() => {
    box.current?.focus();
  }, []);

  const send = () => {
    const text = draft.trim();
    if (text === '' || tooLong || busy) return;
    keepDraft(id, '');
    setHarder(false);
    pictures.forget();
    onSend(text, harder && heavy !== null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const press = (event: KeyboardEvent) => {
    // A half-composed Vietnamese letter ends with Enter as well: that Enter is not ours.
    if (event.nativeEvent.isComposing) return;
    const opener = draft === '' ? document.getElementById(OPENERS[event.key] ?? '') : null;
    if (opener !== null) {
      event.preventDefault();
      opener.click();
    }
    if (event.key === 'Enter' && !event.shiftKey) submit(event);
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    if (busy) onStop();
    else box.current?.blur();
  };

  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files].filter(isPicture);
    if (files.length === 0) return;
    event.preventDefault();
    pictures.read(files);
  };

  return (
    <Box component="form" onSubmit={submit} sx={{ paddingInline: { xs: 1.5, sm: 3 }, paddingBottom: 1.5, paddingTop: 1 }}>
      <Box sx={{ maxWidth: 860, marginInline: 'auto' }}>
        <Box sx={{ display: 'flex', alignItems: 'flex-end', gap: 1 }}>
          <OutlinedInput
            fullWidth
            multiline
            maxRows={9}
            inputRef={box}
            id="question"
            value={draft}
            error={tooLong}
            placeholder={t('ask.placeholder')}
            onChange={(event) => keepDraft(id, event.target.value)}
            onKeyDown={press}
            onPaste={paste}
            slotProps={{ input: { 'aria-label': t('ask.box'), 'aria-describedby': 'question-hint' } }}
          />
          {busy ? (
            <Button key="stop" type="button" variant="outlined" startIcon={<Stop />} aria-label={t('ask.stop')} onClick={onStop} sx={SENDING}>
              <Box component="span" sx={WORD}>
                {t('ask.stop')}
              </Box>
            </Button>
          ) : (
            <Button key="send" type="submit" variant="contained" startIcon={<Send />} aria-label={t('ask.send')} disabled={draft.trim() === '' || tooLong} sx={SENDING}>
              <Box component="span" sx={WORD}>
                {t('ask.send')}
              </Box>
            </Button>
          )}
        </Box>
        <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: { xs: 0, sm: 2 }, marginTop: 0.5 }}>
          {picker}
          <PictureReader {...pictures} />
        {heavy !== null && (
          <FormControlLabel
            control={<Switch checked={harder} onChange={(_, checked) => setHarder(checked)} />}
            label={t('ask.harder', { model: heavy })}
            sx={({ measures }) => ({ minHeight: measures.target, marginInlineStart: -0.5 })}
            slotProps={{ typography: { variant: 'body2' } }}
          />
        )}
        </Box>
        <Typography id="question-hint" variant="caption" color={tooLong ? 'error' : 'textSecondary'} component="p" sx={{ display: { xs: quiet ? 'none' : 'block', sm: 'block' }, marginTop: 0.5, marginBottom: 0 }}>
          {tooLong ? t('ask.tooLong', { count: draft.length }) : waits ? t('ask.busy') : t('ask.hint')}
        </Typography>
      </Box>
    </Box>
  );
}
