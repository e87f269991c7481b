import { MillwrightError } from '#shared/contract/errors.ts';
import { type Plan, PlanStepDraft, plans } from '#shared/contract/plans.ts';
import { z } from 'zod';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { finishQueue } from './finish-queue.ts';
import { print, table } from './print.ts';
import { oneLine } from './printable.ts';
import { readDefinition } from './read-definition.ts';

/** `plans list`. */
export async function listOwnPlans(context: CommandContext, options: CommonOptions): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(plans.list, {}));
  print(context, found, () => table(found.plans.map(({ id, state, done, total, goal }) => [id, state, `${done}/${total}`, oneLine(goal, 80)]), 'There is no plan.'));
}

/** `plans show ID`. */
export async function showPlan(context: CommandContext, id: string, options: CommonOptions): Promise<void> {
  const plan = await withOwner(context, options, ({ value }) => value(plans.get, { id }));
  print(context, plan, () => planLines(plan));
}

/** `plans create GOAL`: with the steps in a file, or those a language model thinks of. */
export async function createPlan(context: CommandContext, goal: string, { steps: file, ...options }: CommonOptions & { steps?: string }): Promise<void> {
  const steps = file === undefined ? undefined : await readSteps(file);
  const plan = await withOwner(context, options, async ({ events }) => {
    let made: Plan | null = null;
    for await (const event of events(plans.create, { goal, ...(steps === undefined ? {} : { steps }) })) if (event.type === 'plan') made = event.plan;
    if (made === null) throw new MillwrightError('MODEL_UNAVAILABLE', 'No plan came of it. Try again.');
    return made;
  });
  print(context, plan, () => [...planLines(plan), '', `Nothing runs yet. If it is right: millwright plans approve ${plan.id} && millwright plans run ${plan.id}`]);
}

/** `plans approve ID`: the version as it stands now. */
export async function approvePlan(context: CommandContext, id: string, options: CommonOptions): Promise<void> {
  const plan = await withOwner(context, options, async ({ value }) => value(plans.approve, { id, version: (await value(plans.get, { id })).version }));
  print(context, plan, () => [`Version ${plan.version} is approved.`]);
}

/** `plans change ID FILE`. */
export async function changePlan(context: CommandContext, id: string, file: string, options: CommonOptions): Promise<void> {
  const steps = await readSteps(file);
  const plan = await withOwner(context, options, async ({ value }) => value(plans.change, { id, version: (await value(plans.get, { id })).version, steps }));
  print(context, plan, () => planLines(plan));
}

/** `plans run ID`: stays until it is over, as nothing runs on behind a command that ended. Exit status 0 only when every step is done. */
export async function runPlan(context: CommandContext, id: string, options: CommonOptions): Promise<number> {
  return follow(context, options, async ({ value }) => void (await value(plans.run, { id })), id);
}

/** `plans retry ID STEP`. */
export async function retryStep(context: CommandContext, id: string, step: string, options: CommonOptions): Promise<number> {
  return follow(context, options, async ({ value }) => void (await value(plans.retry, { id, step })), id);
}

/** `plans remove ID`. */
export async function removePlan(context: CommandContext, id: string, options: CommonOptions): Promise<void> {
  const removed = await withOwner(context, options, ({ value }) => value(plans.remove, { id }));
  print(context, removed, () => ['Deleted, with all that came of it.']);
}

type Calls = Parameters<Parameters<typeof withOwner>[2]>[0];

async function follow(context: CommandContext, options: CommonOptions, begin: (calls: Calls) => Promise<void>, id: string): Promise<number> {
  const plan = await withOwner(context, options, async (calls) => {
    await finishQueue(context, calls);
    await begin(calls);
    let last: Plan | null = null;
    for await (const { plan: now } of calls.events(plans.watch, { id })) {
      if (!context.json) for (const line of newsOf(last, now)) context.host.terminal.err(`${line}\n`);
      last = now;
      // Nobody can approve it while this process holds the data directory.
      if (waitsForApproval(now)) break;
    }
    return calls.value(plans.get, { id });
  });
  print(context, plan, () => planLines(plan));
  return plan.state === 'done' ? 0 : 1;
}

const waitsForApproval = ({ steps }: Plan): boolean => steps.some(({ state }) => state === 'approval') && !steps.some(({ state }) => state === 'running');

function newsOf(before: Plan | null, now: Plan): string[] {
  return now.steps.filter(({ key, state }) => state !== 'waiting' && state !== before?.steps.find((each) => each.key === key)?.state).map(({ key, state, title }) => `${key} ${state}: ${oneLine(title, 80)}`);
}

function planLines({ id, state, goal, steps }: Plan): string[] {
  return [
    `${id} ${state}: ${oneLine(goal, 120)}`,
    ...steps.flatMap(({ key, title, agent, after, state: of, error, result }) => [
      `${key.padEnd(4)} ${of.padEnd(8)} ${agent ?? 'documents'}${after.length > 0 ? `, after ${after.join(', ')}` : ''}: ${oneLine(title, 100)}`,
      ...(error === null ? [] : [`     ${oneLine(error, 200)}`]),
      ...(result === null ? [] : [`     ${oneLine(result.content, 400)}`]),
    ]),
  ];
}

const readSteps = (path: string): Promise<PlanStepDraft[]> => readDefinition(path, z.array(PlanStepDraft), 'a list of steps', 'steps');
