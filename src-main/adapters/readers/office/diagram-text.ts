import { parseXml } from './xml-pass.ts';

/** Points that hold no words of their own: they draw what others say. */
const DRAWN = new Set(['pres', 'parTrans', 'sibTrans']);

/** The texts of a SmartArt diagram, node by node as they were typed (ECMA-376 part 1, 21.4.3). */
export function readDiagramText(bytes: Buffer): string[] {
  const texts: string[] = [];
  let drawn = false;
  let inText = false;
  let text = '';
  parseXml(bytes, {
    open(name, attributes) {
      if (name === 'pt') drawn = DRAWN.has(attributes['type'] ?? 'node');
      else if (name === 'p') text = '';
      else if (name === 't') inText = true;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'p' && !drawn && text.trim() !== '') texts.push(text.replace(/\s+/g, ' ').trim());
    },
    text(data) {
      if (inText) text += data;
    },
  });
  return texts;
}
