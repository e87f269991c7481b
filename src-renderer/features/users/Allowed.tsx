import Check from '@mui/icons-material/CheckOutlined';
import Remove from '@mui/icons-material/RemoveOutlined';

/** A cell of a table of rights: a tick or a dash, with the word for who cannot see it. */
export function Allowed({ yes, words }: { yes: boolean; words: readonly [yes: string, no: string] }) {
  return yes ? <Check titleAccess={words[0]} /> : <Remove titleAccess={words[1]} sx={{ color: 'text.disabled' }} />;
}
