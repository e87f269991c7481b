const LONGEST = 255;
const LONGEST_EXTENSION = 16;
/** Control characters, and those that turn or hide the text around them (Unicode UAX 9, zero-width, tags). */
const DECEIVING = /[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * A file's name as people see it: composed (NFC), without folders, and with characters that could disguise it written
 * out. Never used to reach a file.
 */
export function displayFilename(name: string): string {
  const last = name.split(/[/\\]/).filter((part) => part !== '').at(-1) ?? '';
  const visible = last.toWellFormed().normalize('NFC').replace(DECEIVING, (character) => `⟨U+${hex(character)}⟩`).trim();
  return visible === '' || visible === '.' || visible === '..' ? 'unnamed' : shortened(visible);
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

function shortened(name: string): string {
  if (name.length <= LONGEST) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= LONGEST_EXTENSION ? name.slice(dot) : '';
  return `${name.slice(0, LONGEST - extension.length - 1).toWellFormed()}…${extension}`;
}
