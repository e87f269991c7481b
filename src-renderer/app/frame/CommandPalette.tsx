import { Autocomplete, Dialog, DialogContent, TextField } from '@mui/material';
import { useTranslation } from 'react-i18next';
import { type Command, useCommands } from './use-commands.ts';

const SHOWN = 40;

/** Type to find anything that can be done or opened. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const commands = useCommands();
  const choose = (command: Command | null) => {
    onClose();
    command?.run();
  };
  const matching = (options: Command[], { inputValue }: { inputValue: string }): Command[] => {
    const words = inputValue.toLocaleLowerCase().split(/\s+/);
    return options.filter(({ text }) => words.every((word) => text.toLocaleLowerCase().includes(word))).slice(0, SHOWN);
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-label={t('frame.palette.title')} slotProps={{ container: { sx: { alignItems: 'flex-start' } } }}>
      <DialogContent>
        <Autocomplete
          open
          autoHighlight
          disablePortal
          options={commands}
          filterOptions={matching}
          getOptionKey={({ id }) => id}
          getOptionLabel={({ text }) => text}
          noOptionsText={t('frame.palette.empty')}
          forcePopupIcon={false}
          onChange={(_, command) => choose(command)}
          onKeyDown={(event) => event.key === 'Escape' && onClose()}
          slotProps={{ popper: { placement: 'bottom-start', modifiers: [{ name: 'flip', enabled: false }] }, listbox: { sx: { maxHeight: '50vh' } } }}
          renderInput={(params) => <TextField {...params} autoFocus placeholder={t('frame.palette.placeholder')} slotProps={{ ...params.slotProps, htmlInput: { ...params.slotProps.htmlInput, 'aria-label': t('frame.palette.title') } }} />}
          sx={{ minHeight: '54vh' }}
        />
      </DialogContent>
    </Dialog>
  );
}
