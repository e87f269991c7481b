import { createXmlPass } from '#adapters/readers/office/xml-pass.ts';
import type { Attributes } from '#adapters/readers/office/xml-pass.ts';

export interface XmlNode {
  name: string;
  attributes: Attributes;
  /** Texts and elements in their order. */
  children: (XmlNode | string)[];
}

/** Elements deeper than this give their text to the last one above, so that every walk over the tree ends. */
const DEEPEST = 150;
const SLICE = 64 * 1024;

/** Reads XML into a tree, as far as it makes sense. Throws `FILE_UNREADABLE` where it declares entities or never ends going deeper. */
export function readXmlTree(text: string): { root: XmlNode; fault: string | null } {
  const root: XmlNode = { name: '', attributes: {}, children: [] };
  const open: XmlNode[] = [root];
  let depth = 0;
  let fault: string | null = null;
  const pass = createXmlPass(
    {
      open(name, attributes) {
        depth += 1;
        if (depth > DEEPEST) return;
        const node: XmlNode = { name, attributes, children: [] };
        open.at(-1)?.children.push(node);
        open.push(node);
      },
      close() {
        if (depth <= DEEPEST && open.length > 1) open.pop();
        depth -= 1;
      },
      text(data) {
        open.at(-1)?.children.push(data);
      },
    },
    { allowDoctype: true, onFault: (error) => (fault ??= error.message) },
  );
  for (let at = 0; at < text.length; at += SLICE) pass.write(text.slice(at, at + SLICE));
  pass.end();
  return { root, fault };
}

/** All text inside, with white space folded. */
export function textContent(node: XmlNode): string {
  return rawText(node).replace(/\s+/g, ' ').trim();
}

function rawText(node: XmlNode): string {
  return node.children.map((child) => (typeof child === 'string' ? child : rawText(child))).join(node.children.every((child) => typeof child !== 'string' || child.trim() === '') ? ' ' : '');
}

export function elementsOf(node: XmlNode): XmlNode[] {
  return node.children.filter((child) => typeof child !== 'string');
}

export function hasOwnText(node: XmlNode): boolean {
  return node.children.some((child) => typeof child === 'string' && child.trim() !== '');
}
