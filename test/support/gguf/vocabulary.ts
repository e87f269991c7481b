import type { MetadataValue } from './gguf-writer.ts';

const TOKEN_TYPE = { normal: 1, unknown: 2, control: 3, unused: 5, byte: 6 } as const;
type TokenType = keyof typeof TOKEN_TYPE;

const CHATML =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const COMMON_WORDS = (
  'the of and to in is are was that for on at by with from as it this which what how when where must should may not you your answer question passage passages document page section only use each every number value ' +
  'valve pump motor pressure temperature level flow alarm limit safety manual procedure start stop open close check before after between during maintenance operator operation system control water steam tank line'
).split(' ');

/** SentencePiece's sign for a space. */
export function withSpaceSigns(text: string): string {
  return text.replaceAll(' ', '▁');
}

/**
 * A vocabulary llama.cpp accepts: control tokens of ChatML, all 256 bytes, then whatever is added. Token texts are unique;
 * llama.cpp aborts on a duplicate. A lower score merges later.
 */
export class Vocabulary {
  readonly #tokens: string[] = [];
  readonly #scores: number[] = [];
  readonly #types: number[] = [];
  readonly #ids = new Map<string, number>();
  readonly endOfTurn: number;

  constructor() {
    this.add('<unk>', 'unknown');
    this.add('<s>', 'control');
    this.add('</s>', 'control');
    for (let byte = 0; byte < 256; byte += 1) this.add(byteToken(byte), 'byte');
    this.add('<|im_start|>', 'control');
    this.endOfTurn = this.add('<|im_end|>', 'control');
  }

  get size(): number {
    return this.#tokens.length;
  }

  has(text: string): boolean {
    return this.#ids.has(text);
  }

  /** Adds a token unless it is there, and returns its id. */
  add(text: string, type: TokenType = 'normal'): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#tokens.push(text) - 1;
    this.#ids.set(text, id);
    this.#types.push(TOKEN_TYPE[type]);
    this.#scores.push(type === 'normal' ? -id : type === 'unused' ? -1e6 : 0);
    return id;
  }

  /** Adds a word and every beginning of it: merging letters into a word passes through them. */
  addWord(word: string): number {
    for (let length = 2; length < word.length; length += 1) this.add(word.slice(0, length));
    return this.add(word);
  }

  /** Common words, pairs of letters and single characters: English text takes about one token for three characters. */
  addEnglish(): void {
    for (const word of COMMON_WORDS) this.addWord(`▁${word}`);
    for (const first of LETTERS) for (const second of LETTERS) this.add(first + second);
    for (const letter of LETTERS) this.add(`▁${letter}`);
    this.add('▁');
    for (let code = 33; code < 127; code += 1) this.add(String.fromCharCode(code));
  }

  padTo(size: number): void {
    while (this.size < size) this.add(`<pad${this.size}>`, 'unused');
  }

  metadata(): Record<string, MetadataValue> {
    return {
      'tokenizer.ggml.model': { string: 'llama' },
      'tokenizer.ggml.pre': { string: 'default' },
      'tokenizer.ggml.tokens': { strings: this.#tokens },
      'tokenizer.ggml.scores': { f32s: this.#scores },
      'tokenizer.ggml.token_type': { i32s: this.#types },
      'tokenizer.ggml.bos_token_id': { u32: 1 },
      'tokenizer.ggml.eos_token_id': { u32: this.endOfTurn },
      'tokenizer.ggml.unknown_token_id': { u32: 0 },
      'tokenizer.ggml.add_bos_token': { bool: false },
      'tokenizer.ggml.add_space_prefix': { bool: false },
      'tokenizer.chat_template': { string: CHATML },
    };
  }
}

function byteToken(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}
