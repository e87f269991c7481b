import { Button, type ButtonProps } from '@mui/material';
import { useRef } from 'react';
import { type DroppedFile, pickedFiles } from './dropped-files.ts';

interface Props extends Omit<ButtonProps, 'onClick'> {
  /** What the field that takes the files is called. */
  label: string;
  accept?: string;
  folder?: boolean;
  multiple?: boolean;
  onFiles: (files: DroppedFile[]) => void;
}

/** A button that opens the system's file or folder dialog. */
export function FilePick({ label, accept, folder = false, multiple = true, onFiles, ...button }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        accept={accept}
        multiple={multiple}
        {...(folder ? { webkitdirectory: '' } : {})}
        onChange={(event) => {
          onFiles(pickedFiles(event.target.files));
          event.target.value = '';
        }}
      />
      <Button {...button} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
