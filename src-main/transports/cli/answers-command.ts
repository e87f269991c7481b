import { answers, type Replay, type ReplayChange, type ReplayDoubt } from '#shared/contract/answers.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print } from './print.ts';
import { printable } from './printable.ts';

const CHANGED: Record<ReplayChange['what'], string> = {
  model: 'Another model answered',
  'model-file': "The model's file is another",
  'back-end': 'It ran on another device',
  document: 'A document has changed',
  wording: 'What models are told first is worded otherwise now',
  prompt: 'What is stored of the request is not what its hash says',
  sampling: 'What is stored of how its words were drawn is not what its hash says',
};

const DOUBTED: Record<ReplayDoubt, string> = {
  unknown: 'how the first was computed was not kept',
  elsewhere: 'another machine computed it, which does not tell how',
  'no-seed': 'its words were drawn without a seed',
  beside: 'the first was written beside other answers',
  'taken-over': 'the first went on from what had been written before it',
  context: 'the first saw more or less of its conversation',
  engine: 'the first ran on another release of llama.cpp',
  cache: 'the first kept what it had read in other number formats',
  'flash-attention': 'the first ran with another setting of flash attention',
  threads: 'the first ran on another number of threads',
  gpu: 'a GPU may compute pieces of other sizes by other sums',
};

/** `answers replay`: runs a kept answer again and compares. */
export async function replayAnswerCommand(context: CommandContext, messageId: string, options: CommonOptions): Promise<void> {
  const replay = await withOwner(context, options, async ({ events }) => {
    let found: Replay | undefined;
    for await (const event of events(answers.replay, { messageId })) if (event.type === 'result') found = event.replay;
    if (!found) throw new MillwrightError('MODEL_UNAVAILABLE', 'The answer broke off. Try again.');
    return found;
  });
  print(context, replay, () => replayLines(replay));
}

function replayLines({ identical, difference, compared, changes, doubts, unexplained, model, tokens }: Replay): string[] {
  const first = compared?.first ?? null;
  return [
    identical ? `${model} wrote the same again (${tokens.now} tokens).` : first ? `${model} wrote something else from token ${first.index + 1} on; ${compared?.equal ?? 0} tokens are the same.` : `${model} wrote something else from character ${(difference?.at ?? 0) + 1} on.`,
    ...(first === null ? [] : [`  then: ${tokenShown(first.before)}`, `  now:  ${tokenShown(first.now)}`]),
    ...(difference === null ? [] : [`  then: ${printable(difference.before)}`, `  now:  ${printable(difference.now)}`]),
    ...changes.map(({ what, before, now }) => `${CHANGED[what]}${before === null && now === null ? '' : `: ${before ?? 'unknown'} -> ${now ?? 'unknown'}`}.`),
    ...(identical || doubts.length === 0 ? [] : [`Sums may have come out a little otherwise: ${doubts.map((doubt) => DOUBTED[doubt]).join('; ')}.`]),
    ...(unexplained ? ['Nothing that the model depends on has changed, and both were computed the same way: ask whoever looks after this machine to check its memory and its processor.'] : []),
  ];
}

const tokenShown = (text: string | null): string => (text === null ? 'nothing more' : `token ${JSON.stringify(text)}`);
