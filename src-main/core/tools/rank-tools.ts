import type { ToolDefinition } from '#shared/contract/tools.ts';
import type { Embedder } from '#core/ports/embedder.ts';

/** Of the score, beside words and meaning, both 0..1. */
const PRIORITY_WEIGHT = 0.15;
const SHORTEST_WORD = 3;
/** Vectors of descriptions kept. */
const MOST_KEPT = 2_000;

export interface ToolRanking {
  /** Those that fit a question best come first. */
  rank(tools: readonly ToolDefinition[], question: string, signal?: AbortSignal): Promise<ToolDefinition[]>;
}

/** By the meaning of the descriptions where an embedding model knows the language, by their words, and by what the admin put first. */
export function createToolRanking(embedder: () => Embedder | null): ToolRanking {
  const vectors = new Map<string, Float32Array>();

  async function vectorsOf(model: Embedder, texts: readonly string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    const keyed = texts.map((text) => `${model.name}\n${text}`);
    const missing = texts.filter((_, at) => !vectors.has(keyed[at] ?? ''));
    if (vectors.size + missing.length > MOST_KEPT) vectors.clear();
    const made = missing.length === 0 ? [] : await model.embed(missing, signal);
    missing.forEach((text, at) => vectors.set(`${model.name}\n${text}`, made[at] ?? new Float32Array()));
    return keyed.map((key) => vectors.get(key) ?? new Float32Array());
  }

  async function meaning(tools: readonly ToolDefinition[], question: string, signal: AbortSignal | undefined): Promise<number[]> {
    const model = embedder();
    if (!model?.understands(question)) return tools.map(() => 0);
    const [asked, described] = [await model.embed([question], signal), await vectorsOf(model, tools.map(textOf), signal)];
    return described.map((vector) => cosine(asked[0] ?? new Float32Array(), vector));
  }

  return {
    async rank(tools, question, signal) {
      const near = await meaning(tools, question, signal);
      const asked = wordsOf(question);
      const scored = tools.map((tool, at) => ({ tool, score: (near[at] ?? 0) + shared(asked, wordsOf(textOf(tool))) + (PRIORITY_WEIGHT * tool.priority) / 100 }));
      return scored.toSorted((a, b) => b.score - a.score || (a.tool.name < b.tool.name ? -1 : 1)).map(({ tool }) => tool);
    },
  };
}

const textOf = ({ name, description }: ToolDefinition): string => `${name.replaceAll(/[_./:-]+/g, ' ')}: ${description}`;

function wordsOf(text: string): Set<string> {
  return new Set((text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => word.length >= SHORTEST_WORD));
}

/** How much of what was asked stands in the other, 0..1. */
function shared(asked: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (asked.size === 0) return 0;
  return [...asked].filter((word) => other.has(word)).length / asked.size;
}

/** Of unit-length vectors. */
function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return Math.max(0, sum);
}
