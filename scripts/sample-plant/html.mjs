import { Marked } from 'marked';

const STYLE = `
body { font: 10.5pt/1.42 "Liberation Sans", Arial, sans-serif; color: #16202c; }
h1 { font-size: 14pt; margin: 16pt 0 5pt; border-bottom: 0.8pt solid #8a97a8; padding-bottom: 2pt; break-after: avoid; }
h2 { font-size: 11.5pt; margin: 11pt 0 3pt; break-after: avoid; }
p { margin: 0 0 6pt; orphans: 3; widows: 3; }
ol, ul { margin: 0 0 7pt; padding-left: 18pt; } li { margin: 0 0 3pt; }
table { border-collapse: collapse; width: 100%; margin: 3pt 0 9pt; font-size: 9.3pt; }
th, td { border: 0.6pt solid #7d8998; padding: 2.6pt 5pt; text-align: left; vertical-align: top; }
th { background: #e4e9ef; } tr { break-inside: avoid; }
blockquote { margin: 5pt 0 9pt; padding: 5pt 9pt; border: 1.4pt solid #9a3412; border-left-width: 6pt; break-inside: avoid; }
blockquote p { margin: 0; }
figure { margin: 8pt 0 10pt; break-inside: avoid; } figcaption { font-size: 9pt; color: #46515e; } svg { max-width: 100%; height: auto; }
.head td:first-child { width: 24%; background: #e4e9ef; font-weight: bold; }
.keep { white-space: nowrap; }
.doctitle { font-size: 17pt; font-weight: bold; margin: 0 0 8pt; border: 0; }
`;

const EXPORT_STYLE = `${STYLE} body { max-width: 46rem; margin: 2rem auto; } nav { font-size: 9pt; color: #46515e; }`;

/** A whole HTML page: for `print`, with the document's head table; for `export`, as a report system would save it. */
export function markdownToHtml(document, use) {
  const { number, title, owner, revision, date, plant } = document;
  const rows = [['Document', number], ['Revision', revision], ['Date', date], ['Owner', owner], ['Plant', plant]];
  const head = rows.map(([name, value]) => `<tr><td>${name}</td><td>${escape(value)}</td></tr>`).join('');
  const text = new Marked({ gfm: true }).parse(document.body);
  const body = use === 'print' ? keepTogether(text) : text;
  const heading = use === 'print' ? `<p class="doctitle">${escape(title)}</p>` : `<h1 class="doctitle">${escape(title)}</h1>`;
  const menu = use === 'export' ? `<nav>${escape(plant)} | Incidents | 2025 | ${number}</nav>` : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escape(use === 'print' ? `${number} ${title}` : title)}</title>
<style>${use === 'print' ? STYLE : EXPORT_STYLE}</style>
</head>
<body>
${menu}
<main>
${heading}
<table class="head"><tbody>${head}</tbody></table>
${body}
</main>
</body>
</html>
`;
}

// A tag number or a value with its unit that is broken over two lines can't be found by searching for it.
const UNBROKEN = /\b[A-Z]{1,5}(?:-[A-Z]+)?-\d[\w/]*|\b\d[\d.]* (?:mbar abs|°C|°Brix|%|bar|s|m³\/h|l\/min|N·m|mm|kg|ml|V|kW)(?![\w/])/g;

function keepTogether(html) {
  return html
    .split(/(<svg[\s\S]*?<\/svg>|<[^>]+>)/)
    .map((piece) => (piece.startsWith('<') ? piece : piece.replace(UNBROKEN, '<span class="keep">$&</span>')))
    .join('');
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
