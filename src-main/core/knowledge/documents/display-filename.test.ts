import { describe, expect, it } from 'vitest';
import { displayFilename } from './display-filename.ts';

describe('the name of a file as it is shown', () => {
  it('is what the person called it, composed, without folders', () => {
    expect(displayFilename('Pump P-101A (rev 2).pdf')).toBe('Pump P-101A (rev 2).pdf');
    expect(displayFilename('La\u0308rm.md')).toBe('L\u00e4rm.md');
    expect(displayFilename('../../etc/passwd')).toBe('passwd');
    expect(displayFilename('C:\\Users\\me\\manual.pdf')).toBe('manual.pdf');
    expect(displayFilename('nồi-hơi.md')).toBe('nồi-hơi.md');
  });

  it('writes out characters that would disguise it', () => {
    expect(displayFilename('invoice\u202efdp.exe')).toBe('invoice⟨U+202E⟩fdp.exe');
    expect(displayFilename('a\u0000b\nc.txt')).toBe('a⟨U+0000⟩b⟨U+000A⟩c.txt');
    expect(displayFilename('zero\u200bwidth.txt')).toBe('zero⟨U+200B⟩width.txt');
    expect(displayFilename('half\ud800.txt')).toBe('half\ufffd.txt');
  });

  it('is never empty, a folder, or too long, and keeps its ending', () => {
    for (const name of ['', '/', '..', ' ', './.']) expect(displayFilename(name)).toBe('unnamed');
    const long = displayFilename(`${'x'.repeat(600)}.pdf`);
    expect(long).toHaveLength(255);
    expect(long.endsWith('….pdf')).toBe(true);
  });
});
