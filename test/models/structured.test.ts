import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { type ModelGateway, askStructured, createModelGateway, describeTools, toolChoiceShape } from '#core/models/index.ts';
import type { ModelRow } from '#core/models/model-rows.ts';
import { writeGguf } from '#test/support/gguf/gguf-writer.ts';
import { tinyGguf } from '#test/support/gguf/make-tiny-gguf.ts';
import { type ModelBench, openModelBench, sha256Of } from '#test/support/model-bench.ts';

const never = new AbortController().signal;
const scope = { tenantId: 'north', userId: null };
const request = { role: 'fast', system: 'Answer in JSON.', history: [], prompt: 'Which valve?', maxTokens: 600, cacheKey: 'once' } as const;
const TEMPLATES = {
  none: null,
  unknown: "{% for m in messages %}[{{ m['role']|upper }}] {{ m['content'] }} [END]\n{% endfor %}{% if add_generation_prompt %}[ASSISTANT] {% endif %}",
  llama: "{% for m in messages %}<|start_header_id|>{{ m['role'] }}<|end_header_id|>\n\n{{ m['content'] }}<|eot_id|>{% endfor %}{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}",
};

let bench: ModelBench;
beforeAll(() => {
  bench = openModelBench();
});
afterAll(() => bench.close());

/** A model of random weights, which would write nonsense by itself. */
function gatewayTo(template: keyof typeof TEMPLATES): ModelGateway {
  const path = join(bench.folder, `${template}.gguf`);
  const { metadata, tensors } = tinyGguf();
  const { 'tokenizer.chat_template': _, ...bare } = metadata;
  const text = TEMPLATES[template];
  writeGguf(path, { metadata: { ...bare, ...(text === null ? {} : { 'tokenizer.chat_template': { string: text } }) }, tensors });
  const row: ModelRow = {
    id: template, name: template, filename: `${template}.gguf`, path, format: 'gguf', status: 'ready', problem: null, size_bytes: 1, sha256: sha256Of(path), architecture: 'llama', parameters: 1,
    quantization: null, context_tokens: 4096, pooling: null, dimension: null, licence: null, fit: null, bundled: false, created_at: new Date(0),
  };
  return createModelGateway({ registry: { list: async () => [row] }, roles: { read: async () => ({}) }, inference: bench.inference, clock: createSystemClock() });
}

const Finding = z.object({ kind: z.enum(['valve', 'pump', 'none']), certain: z.boolean(), parts: z.array(z.enum(['seat', 'stem', 'seal'])).max(3) });

test.each(['none', 'unknown', 'llama'] as const)('an answer has the form that was asked for, whatever the chat template (%s)', async (template) => {
  const answer = await askStructured(gatewayTo(template), scope, request, Finding, never);
  expect(Finding.safeParse(answer?.value).success).toBe(true);
  expect(answer?.completionTokens).toBeGreaterThan(3);
});

test('a tool is chosen by its name with fields of its own, or an answer is given', async () => {
  const tools = [
    { name: 'read-tag', summary: 'Reads a tag.', input: z.object({ tag: z.enum(['FT-101', 'PT-7']), samples: z.literal([1, 10]) }) },
    { name: 'list-alarms', summary: 'Lists alarms.', input: z.object({ onlyActive: z.boolean() }) },
  ];
  const shape = toolChoiceShape(tools, 40);
  const system = describeTools(tools);
  expect(system).toContain('"onlyActive"');
  const answer = await askStructured(gatewayTo('unknown'), scope, { ...request, system }, shape, never);
  expect(shape.safeParse(answer?.value).success).toBe(true);
});

test('what the grammar cannot hold is checked, asked for again, and in the end refused with a sentence', async () => {
  const Impossible = z.object({ kind: z.enum(['valve', 'pump']) }).refine(() => false);
  const told: unknown[] = [];
  const malformed = async (...what: unknown[]): Promise<void> => void told.push(what);
  await expect(askStructured({ ...gatewayTo('unknown'), malformed }, scope, request, Impossible, never)).rejects.toMatchObject({
    code: 'MODEL_UNAVAILABLE',
    message: 'The language model gave no answer in the form that was asked for, 3 times in a row.',
  });
  expect(told).toEqual([[scope, { model: 'unknown', count: 3 }]]);
});
