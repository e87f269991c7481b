import { setTimeout as sleep } from 'node:timers/promises';
import { type Approval, approvals, type Comparison } from '#shared/contract/approvals.ts';
import { type CommandContext, type CommonOptions, withOwner } from './command-context.ts';
import { print, printShort, saidByOther, table } from './print.ts';

const LOOK_MS = 200;

/** `approvals list`: what waits for the caller and what the caller wants; with `--all` also what became of earlier ones. */
export async function listApprovals(context: CommandContext, { all = false, ...options }: CommonOptions & { all?: boolean }): Promise<void> {
  const found = await withOwner(context, options, ({ value }) => value(approvals.list, { which: all ? 'all' : 'waiting' }));
  print(context, found, () => table(found.approvals.map(({ id, state, tool, requester, arguments: given, expiresAt }) => [id, state, tool, requester.name, `until ${expiresAt}`, JSON.stringify(given)]), all ? 'No call has waited for anybody.' : 'Nothing waits.'));
}

/** `approvals show ID`: one call, with what it would change as it stands now. */
export async function showApproval(context: CommandContext, id: string, options: CommonOptions): Promise<void> {
  const approval = await withOwner(context, options, ({ value }) => value(approvals.compare, { id }));
  const { tool, state, requester, why, arguments: given, comparison } = approval;
  print(context, { approval }, () => [`${tool} (${state}), wanted by ${requester.name}${why === '' ? '' : `: ${why}`}`, JSON.stringify(given), ...(comparison === null ? [] : comparisonLines(comparison))]);
}

function comparisonLines({ tool, at, problem, fields, moved, seen }: Comparison): string[] {
  const lines = fields.map(({ name, change, now, wanted, moved: since }) => [name, change, JSON.stringify(now), '->', JSON.stringify(wanted), since ? 'stands otherwise than when it was wanted' : '']);
  return [
    ...(problem === null ? [`As it stands at ${at}, by ${tool}:`, ...table(lines)] : [`How it stands is not known: ${tool}: ${problem}`]),
    ...(moved ? ['Something stands otherwise than when this was wanted.'] : []),
    `To agree to this: approvals approve ID --seen ${seen}`,
  ];
}

/** `approvals approve ID`: agrees, and stays until the call has ended where enough people agree. */
export async function approveCall(context: CommandContext, id: string, { seen, ...options }: CommonOptions & { seen?: string }): Promise<number> {
  const ended = await withOwner(context, options, async ({ value }) => {
    let approval: Approval = await value(approvals.approve, { id, ...(seen === undefined ? {} : { seen }) });
    while (approval.state === 'approved' || approval.state === 'running') {
      await sleep(LOOK_MS, undefined, { signal: context.signal });
      approval = await value(approvals.show, { id });
    }
    return approval;
  });
  const { state, needed, decisions, outcome } = ended;
  if (state === 'failed' || state === 'unknown') return printShort(context, { approval: ended }, { code: 'APPROVAL_REFUSED', message: outcome?.sentence ?? 'The call failed.' }, () => saidByOther(outcome?.said ?? null));
  print(context, { approval: ended }, () => [state === 'waiting' ? `${decisions.length} of ${needed} agree.` : 'The call was run.']);
  return 0;
}

/** `approvals reject ID --reason …`. */
export async function rejectCall(context: CommandContext, id: string, { reason, ...options }: CommonOptions & { reason: string }): Promise<void> {
  const approval = await withOwner(context, options, ({ value }) => value(approvals.reject, { id, reason }));
  print(context, { approval }, () => ['Rejected: it does not run.']);
}

/** `approvals withdraw ID`. */
export async function withdrawCall(context: CommandContext, id: string, options: CommonOptions): Promise<void> {
  const approval = await withOwner(context, options, ({ value }) => value(approvals.withdraw, { id }));
  print(context, { approval }, () => ['Taken back: it does not run.']);
}
