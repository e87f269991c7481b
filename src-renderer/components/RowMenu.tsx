import MoreVert from '@mui/icons-material/MoreVertOutlined';
import { IconButton, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';

interface Props {
  /** What the button that opens it is called. */
  label: string;
  items: readonly { name: string; act: () => void }[];
}

/** What else can be done with a row, behind a button at its end. */
export function RowMenu({ label, items }: Props) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const then = (act: () => void) => () => {
    setAnchor(null);
    act();
  };
  return (
    <>
      <IconButton aria-label={label} aria-haspopup="menu" onClick={({ currentTarget }) => setAnchor(currentTarget)}>
        <MoreVert fontSize="small" />
      </IconButton>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {items.map(({ name, act }) => (
          <MenuItem key={name} onClick={then(act)}>
            {name}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
