import type { GrayPicture } from './gray-picture.ts';
import { type FoundLine, type FoundWord, lineOf } from './keep-text.ts';
import { LEVEL, LSTM_ONLY, loadTesseract, readLanguageData, type Tesseract, type TesseractModule } from './load-tesseract.ts';

export interface LanguageFile {
  code: string;
  path: string;
}

export interface TesseractReader {
  /** Text of a level, upright picture, in reading order. */
  read(picture: GrayPicture): FoundLine[];
}

/** Columns, paragraphs and pictures are told apart (PSM_AUTO). */
const AUTOMATIC = 3;

/** Starts Tesseract with all the languages, the first one leading. Throws where one of them cannot be loaded. */
export async function createTesseractReader(languages: readonly LanguageFile[]): Promise<TesseractReader> {
  const module = await loadTesseract();
  for (const { code, path } of languages) module.FS.writeFile(`/${code}.traineddata`, readLanguageData(path));
  const api = new module.TessBaseAPI();
  if (api.Init('/', languages.map(({ code }) => code).join('+'), LSTM_ONLY) !== 0) throw new Error('a language cannot be loaded');
  // The engine holds what it needs by now; the files would stay in memory beside it.
  for (const { code } of languages) module.FS.unlink(`/${code}.traineddata`);
  api.SetPageSegMode(AUTOMATIC);
  return { read: (picture) => read(module, api, picture) };
}

function read(module: TesseractModule, api: Tesseract, { width, height, data }: GrayPicture): FoundLine[] {
  module.FS.writeFile('/input', Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), data]));
  try {
    if (api.SetImageFile(1, 0) !== 0) throw new Error('the picture was not taken');
    if (api.Recognize(null) !== 0) throw new Error('the picture was not read');
    return collect(api);
  } finally {
    api.Clear();
    module.FS.unlink('/input');
  }
}

function collect(api: Tesseract): FoundLine[] {
  const results = api.GetIterator();
  const lines: FoundLine[] = [];
  let words: FoundWord[] = [];
  let [letterHeight, begins] = [0, true];
  const finish = (): void => {
    const line = lineOf(words, { letterHeight }, begins);
    if (line !== null) lines.push(line);
    words = [];
  };
  results.Begin();
  do {
    if (results.IsAtBeginningOf(LEVEL.line)) {
      finish();
      begins = results.IsAtBeginningOf(LEVEL.paragraph);
      letterHeight = results.getRowAttributes().row_height;
    }
    // Without any text there is one word that holds none.
    const text = (results.GetUTF8Text(LEVEL.word) ?? '').trim();
    if (text !== '') words.push({ text, confidence: results.Confidence(LEVEL.word) / 100, ...results.getBoundingBox(LEVEL.word) });
  } while (results.Next(LEVEL.word));
  finish();
  return lines;
}
