import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatEvent, Message } from '#shared/contract/conversations.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { makeScriptedGguf } from '#test/support/gguf/make-scripted-gguf.ts';
import { addPerson, collect, openTestCore, setUpPlant, streamOf, type TestCore } from '#test/support/test-core.ts';
import { type Figure, figure, median } from './figures.ts';

/** As wide as a small real model, so that arithmetic and not overhead is measured. */
const SHAPE = { layers: 4, width: 768, type: 'q4_0' } as const;
const PARTS = ['spindle', 'gasket', 'bearing', 'housing', 'coupling', 'strainer', 'impeller', 'bracket', 'flange'];

/** What a question is given of this is some 2,000 tokens. */
function manual(thing: string): string {
  return PARTS.map((part, at) => {
    const values = Array.from({ length: 13 }, (_, n) => `press in grease at ${(n + 1) * 7} bar until it shows at the seal ${n + at}`).join('; ');
    return `# The ${part} of the ${thing}\n\nHow the ${part} of the ${thing} is set, step by step: ${values}.\n`;
  }).join('\n');
}

interface Asked {
  firstTokenMs: number;
  prompt: number;
  evaluated: number;
}

interface Talk {
  plant: TestCore;
  who: Credential;
}

async function asked({ plant, who }: Talk, id: string, message: string, replaces?: string): Promise<Asked & { message: Message }> {
  const last = (await collect(await plant.events<ChatEvent>('conversations.chat', { id, message, ...(replaces === undefined ? {} : { replaces }) }, who))).at(-1);
  if (last?.type !== 'answer' || !last.message.usage) throw new Error('no model answered');
  const { firstTokenMs, promptTokens, cachedTokens } = last.message.usage;
  return { firstTokenMs: firstTokenMs ?? Number.NaN, prompt: promptTokens, evaluated: promptTokens - cachedTokens, message: last.message };
}

/** Another core over the same data, with the model loaded. */
async function restarted(talk: Talk, forget: boolean): Promise<void> {
  await talk.plant.core.close();
  if (forget) await rm(join(talk.plant.dataDirectory, 'states'), { recursive: true, force: true });
  await talk.plant.restart();
  await collect(await talk.plant.events('conversations.ask', { question: `How is the anvil set? ${Math.random()}` }, talk.who));
}

const SECOND = { same: 'And how is the bearing of the zirkon pump set?', other: 'How is the quartz kiln set, step by step?' } as const;

/** The first token of the second question of a conversation through the whole app, against reading all of the same prompt. */
export async function conversations(rounds: number): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-bench-'));
  const plant = await openTestCore();
  try {
    const admin = await setUpPlant(plant);
    const talk = { plant, who: (await addPerson(plant, admin, 'Bo', 'user')).credential };
    makeScriptedGguf(join(folder, 'model.gguf'), { answer: ['It', ' is', ' set', ' so', ' [1]', '.'], ...SHAPE });
    await collect(await plant.events('models.import', { filename: 'model.gguf', content: { stream: createReadStream(join(folder, 'model.gguf')) } }, admin));
    for (const thing of ['zirkon pump', 'quartz kiln', 'anvil']) await plant.call('documents.upload', { filename: `${thing}.md`, content: streamOf(manual(thing)) }, admin);
    await plant.core.ingestionIdle();
    const figures: Figure[] = [];
    for (const [which, question] of Object.entries(SECOND)) figures.push(...(await second(talk, which, question, rounds)));
    return figures;
  } finally {
    await plant.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function second(talk: Talk, which: string, question: string, rounds: number): Promise<Figure[]> {
  const [warm, restored, whole]: Asked[][] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    const begin = async (): Promise<string> => {
      const { id } = await talk.plant.call<{ id: string }>('conversations.create', {}, talk.who);
      await asked(talk, id, `How is the zirkon pump set, step by step? ${Math.random()}`);
      return id;
    };
    const id = await begin();
    warm?.push(await asked(talk, id, question));
    const later = await begin();
    await restarted(talk, false);
    restored?.push(await asked(talk, later, question));
    await restarted(talk, true);
    const messages = (await talk.plant.call<{ messages: Message[] }>('conversations.get', { id }, talk.who)).messages;
    whole?.push(await asked(talk, id, question, messages.at(-2)?.id));
  }
  const of = (runs: Asked[] | undefined, what: keyof Asked): number => median((runs ?? []).map((run) => run[what]));
  const baseline = { name: `all read: ${of(whole, 'evaluated')} of ${of(whole, 'prompt')} tokens`, value: of(whole, 'firstTokenMs') };
  const about = which === 'same' ? 'about the same passages' : 'about something else';
  return [
    figure(`second question ${about}: ${of(warm, 'evaluated')} of ${of(warm, 'prompt')} tokens read`, 'ms', of(warm, 'firstTokenMs'), baseline),
    figure(`the same after a restart: ${of(restored, 'evaluated')} of ${of(restored, 'prompt')}`, 'ms', of(restored, 'firstTokenMs'), baseline),
  ];
}
