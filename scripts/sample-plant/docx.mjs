import { marked } from 'marked';
import { contentTypes, coreProperties, CORE_TYPE, escapeXml, relationships, ROOT_CORE, XML, zipParts } from './ooxml.mjs';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const BULLETS = 1;

/** A Word file with heading styles, automatic numbering, tables with header rows and a page number at the foot. */
export function markdownToDocx(document) {
  const lists = [];
  const head = [['Document', document.number], ['Revision', document.revision], ['Date', document.date], ['Owner', document.owner], ['Plant', document.plant]];
  const body = [paragraph('Title', run(document.title)), plainTable(head), ...marked.lexer(document.body).map((token) => block(token, lists))];
  const page = '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1250" w:right="1020" w:bottom="1130" w:left="1130" w:header="560" w:footer="560" w:gutter="0"/></w:sectPr>';
  return zipParts({
    '[Content_Types].xml': contentTypes([
      ['/word/document.xml', `${TYPE}.document.main+xml`], ['/word/styles.xml', `${TYPE}.styles+xml`],
      ['/word/numbering.xml', `${TYPE}.numbering+xml`], ['/word/header1.xml', `${TYPE}.header+xml`],
      ['/word/footer1.xml', `${TYPE}.footer+xml`], ['/docProps/core.xml', CORE_TYPE],
    ]),
    '_rels/.rels': relationships([['word/document.xml', 'officeDocument']]).replace('</Relationships>', `${ROOT_CORE}</Relationships>`),
    'docProps/core.xml': coreProperties(`${document.number} ${document.title}`),
    'word/_rels/document.xml.rels': relationships([['styles.xml', 'styles'], ['numbering.xml', 'numbering'], ['header1.xml', 'header'], ['footer1.xml', 'footer']]),
    'word/document.xml': `${XML}<w:document ${W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>${body.join('')}${page}</w:body></w:document>`,
    'word/styles.xml': styles(),
    'word/numbering.xml': numbering(lists),
    'word/header1.xml': `${XML}<w:hdr ${W}>${paragraph('Strip', run(`${document.plant} · ${document.number} ${document.revision}`))}</w:hdr>`,
    'word/footer1.xml': `${XML}<w:ftr ${W}>${paragraph('Strip', `${run('Page ')}${field('PAGE')}${run(' of ')}${field('NUMPAGES')}`)}</w:ftr>`,
  });
}

function block(token, lists) {
  if (token.type === 'heading') return paragraph(`Heading${token.depth}`, inline(token.tokens));
  if (token.type === 'paragraph') return paragraph('Normal', inline(token.tokens));
  if (token.type === 'blockquote') return paragraph('Warning', inline(token.tokens[0].tokens));
  if (token.type === 'list') return list(token, lists);
  if (token.type === 'table') return table(token);
  if (token.type === 'space') return '';
  throw new Error(`No Word form for ${token.type}.`);
}

function list(token, lists) {
  const number = token.ordered ? lists.push(token.start || 1) + BULLETS : BULLETS;
  const place = `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="${number}"/></w:numPr>`;
  return token.items.map((item) => paragraph('ListParagraph', inline(item.tokens.flatMap((part) => part.tokens ?? [])), place)).join('');
}

function table(token) {
  const header = row(token.header.map((cell) => inline(cell.tokens, true)), true);
  const rows = token.rows.map((cells) => row(cells.map((cell) => inline(cell.tokens))));
  return grid(token.header.length, header + rows.join(''));
}

function plainTable(rows) {
  return grid(2, rows.map(([name, value]) => row([run(name, 'b'), run(value)])).join(''));
}

function grid(columns, rows) {
  const width = Math.floor(9750 / columns);
  const edges = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map((side) => `<w:${side} w:val="single" w:sz="4" w:color="7D8998"/>`).join('');
  const shape = `<w:tblPr><w:tblW w:w="9750" w:type="dxa"/><w:tblBorders>${edges}</w:tblBorders></w:tblPr><w:tblGrid>${`<w:gridCol w:w="${width}"/>`.repeat(columns)}</w:tblGrid>`;
  return `<w:tbl>${shape}${rows}</w:tbl>${paragraph('Normal', '')}`;
}

function row(cells, header = false) {
  const mark = header ? '<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>' : '<w:trPr><w:cantSplit/></w:trPr>';
  const shade = header ? '<w:shd w:val="clear" w:fill="E4E9EF"/>' : '';
  return `<w:tr>${mark}${cells.map((cell) => `<w:tc><w:tcPr>${shade}</w:tcPr>${paragraph('TableText', cell)}</w:tc>`).join('')}</w:tr>`;
}

function inline(tokens, bold = false) {
  return tokens.map((token) => {
    if (token.type === 'strong') return run(token.text, 'b');
    if (token.type === 'em') return run(token.text, 'i');
    if (token.tokens) return inline(token.tokens, bold);
    return run(unescapeHtml(token.text), bold ? 'b' : '');
  }).join('');
}

function unescapeHtml(text) {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function run(text, mark = '') {
  return `<w:r>${mark ? `<w:rPr><w:${mark}/></w:rPr>` : ''}<w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r>`;
}

function field(code) {
  return `<w:fldSimple w:instr="${code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>`;
}

function paragraph(style, content, extra = '') {
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${extra}</w:pPr>${content}</w:p>`;
}

function styles() {
  const style = (id, name, look, spacing, more = '') =>
    `<w:style w:type="paragraph"${id === 'Normal' ? ' w:default="1"' : ''} w:styleId="${id}"><w:name w:val="${name}"/>${id === 'Normal' ? '' : '<w:basedOn w:val="Normal"/>'}<w:qFormat/><w:pPr>${more}${spacing}</w:pPr><w:rPr>${look}</w:rPr></w:style>`;
  const gap = (before, after) => `<w:spacing w:before="${before}" w:after="${after}"/>`;
  const box = ['top', 'left', 'bottom', 'right'].map((side) => `<w:${side} w:val="single" w:sz="${side === 'left' ? 36 : 8}" w:space="4" w:color="9A3412"/>`).join('');
  return `${XML}<w:styles ${W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>${[
    style('Normal', 'Normal', '', gap(0, 120)),
    style('Title', 'Title', '<w:b/><w:sz w:val="34"/>', gap(0, 160)),
    style('Heading1', 'heading 1', '<w:b/><w:sz w:val="28"/>', gap(300, 100), '<w:keepNext/>') .replace('</w:pPr>', '<w:outlineLvl w:val="0"/></w:pPr>'),
    style('Heading2', 'heading 2', '<w:b/><w:sz w:val="23"/>', gap(200, 80), '<w:keepNext/>').replace('</w:pPr>', '<w:outlineLvl w:val="1"/></w:pPr>'),
    style('ListParagraph', 'List Paragraph', '', gap(0, 60)),
    style('TableText', 'Table Text', '<w:sz w:val="19"/>', gap(30, 30)),
    style('Warning', 'Warning', '', gap(120, 180), `<w:keepLines/><w:pBdr>${box}</w:pBdr>`),
    style('Strip', 'Strip', '<w:color w:val="46515E"/><w:sz w:val="16"/>', gap(0, 0)),
  ].join('')}</w:styles>`;
}

// Each list has a definition of its own and so begins at its own first number, in every program that reads the file.
function numbering(lists) {
  const level = (format, text, start) => `<w:lvl w:ilvl="0"><w:start w:val="${start}"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="454" w:hanging="454"/></w:pPr></w:lvl>`;
  const levels = [level('bullet', '•', 1), ...lists.map((start) => level('decimal', '%1.', start))];
  const definitions = levels.map((each, index) => `<w:abstractNum w:abstractNumId="${index}">${each}</w:abstractNum>`);
  const numbers = levels.map((_, index) => `<w:num w:numId="${index + BULLETS}"><w:abstractNumId w:val="${index}"/></w:num>`);
  return `${XML}<w:numbering ${W}>${definitions.join('')}${numbers.join('')}</w:numbering>`;
}
