import type { AgentStep, AskMode, ToolProgress } from '#shared/contract/agent-answers.ts';
import { conversations, type Message } from '#shared/contract/conversations.ts';
import type { TreatedPersonalData } from '#shared/contract/personal-data.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { finishQueue } from './finish-queue.ts';
import { print, printShort } from './print.ts';
import { oneLine, printable } from './printable.ts';
import { placeOf } from './search-command.ts';

export interface AskOptions extends CommonOptions {
  /** Which of the plant's models writes the answer. */
  model?: 'fast' | 'heavy';
  agent?: string;
  mode?: AskMode;
}

/** `ask`: one question, with its answer as it is written and the passages it rests on. Returns the exit status. */
export async function askCommand(context: CommandContext, question: string, options: AskOptions): Promise<number> {
  const { terminal } = context.host;
  let streamed = false;
  const message = await withOwner(context, options, async (calls) => {
    await finishQueue(context, calls);
    let answer: Message | undefined;
    // Read to the end: leaving at the answer would be recorded as having stopped it.
    for await (const event of calls.events(conversations.ask, { question, model: options.model, agent: options.agent, mode: options.mode })) {
      if (event.type === 'token' && !context.json) {
        terminal.out(printable(event.text));
        streamed = true;
      }
      if (event.type === 'personal-data') terminal.err(`${printable(toldOf(event.found))}\n`);
      if (event.type === 'model') terminal.err(`${printable(event.model)} answers, because ${WHY[event.why]}.\n`);
      if (event.type === 'shortened') terminal.err(`This conversation is longer than the model can see: its ${event.turns} oldest messages were left out.\n`);
      if (event.type === 'checking') terminal.err(`${CHECKING[event.how]}\n`);
      if (event.type === 'action' && !context.json) terminal.err(`${printable(stepLine(event.step))}\n`);
      if (event.type === 'answer') answer = event.message;
    }
    if (answer) return answer;
    throw new MillwrightError('MODEL_UNAVAILABLE', 'The answer broke off. Ask again.');
  });
  if (streamed) terminal.out('\n');
  const withdrawn = streamed && message.guardrails?.action === 'refused';
  const lines = () => [...(withdrawn ? ['What stands above is withdrawn.', ''] : []), ...(streamed && !withdrawn ? [] : [message.content]), ...(message.sentTo === null ? [] : ['', `This answer left the machine: question and passages were sent to ${message.sentTo}.`]), ...sourcesOf(message, terminal.columns)];
  // A model that broke off never told what it used; one that reached its limit did, and what it wrote stands.
  if (message.interrupted !== null && message.usage === null) {
    return printShort(context, answerOf(message), { code: 'MODEL_UNAVAILABLE', message: message.interrupted }, lines);
  }
  print(context, answerOf(message), lines);
  if (message.interrupted !== null) terminal.err(`${message.interrupted}\n`);
  return 0;
}

function answerOf({ content, mode, citations, usage, budget, model, sentTo, unsupported, understood, steps, safety, personalData, guardrails, agent }: Message): object {
  return {
    answer: content,
    mode,
    citations: citations.map(({ n, document, page, section, quote }) => ({ n, document, page, section, quote })),
    usage: usage ?? {},
    budget,
    model,
    sentTo,
    unsupported,
    understood,
    agent: agent?.name ?? null,
    steps: [...searchesOf(steps), ...(agent?.steps ?? [])],
    output: agent?.output ?? null,
    needs: agent?.needs ?? null,
    limit: agent?.limit ?? null,
    safety,
    personalData,
    guardrails,
  };
}

const WHY = { asked: 'you asked to think harder', long: 'the question with its passages is long', tools: 'tools may be needed', fallback: 'the usual model did not' } as const;

const CHECKING = {
  sentences: 'Each sentence is shown once it is checked against its source.',
  whole: 'What is shown is not checked to the end yet and may be withdrawn.',
} as const;

/** Searches of the documents are steps like the calls of an agent. */
const searchesOf = (steps: Message['steps']): object[] => steps.map(({ why, query, passages, ms }) => ({ tool: 'rag_search', arguments: { query }, status: 'ok', ms, why, query, passages }));

const farOf = ({ done, total, message }: ToolProgress): string => `, ${total === null ? done : `${done} of ${total}`}${message === '' ? '' : `: ${message}`}`;

const stepLine = ({ n, tool, status, ms, note, said, progress }: AgentStep): string => `${n}. ${tool}: ${status === 'ok' || status === 'running' ? status : `${status}. ${note}${said === undefined ? '' : ` The other system said: "${said.replaceAll('\n', ' ')}"`}`}${progress ? farOf(progress) : ''}${ms === null ? '' : ` (${ms} ms)`}`;

const TOLD = {
  warn: 'went to the language model as it is',
  redact: 'was replaced by tokens before the language model saw it',
  block: 'kept the question from any language model',
} as const;

/** What whoever asks must know before the answer. */
function toldOf({ kinds, own, treated }: TreatedPersonalData): string {
  return `Personal data (${[...kinds, ...own].join(', ')}) ${TOLD[treated]}.`;
}

/** What stands below an answer. Quoted passages name their own sources and say that no model is installed. */
function sourcesOf({ mode, citations, unsupported }: Message, columns: number): string[] {
  if (mode !== 'generated' || citations.length === 0) return [];
  const checked = unsupported.length > 0 ? ['', `Not supported by the sources: ${unsupported.length} of the sentences above. Check them.`] : [];
  const sources = citations.flatMap((citation) => [`[${citation.n}] ${placeOf(citation)}`, `    "${oneLine(citation.quote, Math.max(60, columns * 2))}"`]);
  return [...checked, '', 'Sources:', ...sources];
}
