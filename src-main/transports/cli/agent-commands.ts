import { Argument, type Command } from 'commander';
import { NOTICE_CHANNELS, type NoticeChannel } from '#shared/contract/notices.ts';
import { applyAgent, listAgents, listTemplates, removeAgent, showAgent } from './agents-command.ts';
import { approveCall, listApprovals, rejectCall, showApproval, withdrawCall } from './approvals-command.ts';
import { addMcp, approveMcp, discoverMcp, listMcp, removeMcp, switchMcp } from './mcp-command.ts';
import { memoryLimitsCommand } from './memory-command.ts';
import { applyNotices, listDeliveries, MAIL_PASSWORD_VARIABLE, NOTICE_SECRET_VARIABLE, retryNotice, showNotices, testNotice } from './notices-command.ts';
import { correctRouting, forgetCorrection, listCorrections, routeCommand } from './route-command.ts';
import { approvePlan, changePlan, createPlan, listOwnPlans, removePlan, retryStep, runPlan, showPlan } from './plans-command.ts';
import { applyTool, dropSecret, keepSecret, listTools, removeTool, showTool, testTool, TOOL_SECRET_VARIABLE } from './tools-command.ts';
import type { CommandMaking } from './command-context.ts';
import { countFromNone, wholeNumber } from './whole-number.ts';

/** The commands on what answers and acts: tools and their servers, approvals, agents, plans, routing, what is remembered. */
export function addAgentCommands(program: Command, { inPlant, run }: CommandMaking): void {
  const tools = program.command('tools').description('what people and agents may call');
  inPlant(tools, 'list', 'list them').action((options) => run(options, (context) => listTools(context, options)));
  inPlant(tools, 'show <name>', 'the definition of one, as a file for "tools apply"').action((name: string, options) => run(options, (context) => showTool(context, name, options)));
  inPlant(tools, 'apply <file>', 'add the tool in a JSON file, or replace the one of that name').action((file: string, options) => run(options, (context) => applyTool(context, file, options)));
  inPlant(tools, 'test <name>', 'call one through all checks, as the owner or --as somebody')
    .option('--args <json>', 'its arguments, as a JSON object', '{}')
    .action((name: string, options) => run(options, (context) => testTool(context, name, options)));
  inPlant(tools, 'remove <name>', 'remove one').action((name: string, options) => run(options, (context) => removeTool(context, name, options)));
  inPlant(tools, 'keep-secret <name>', `keep a key or password that tools refer to by name; asked for, or from ${TOOL_SECRET_VARIABLE}`).action((name: string, options) => run(options, (context) => keepSecret(context, name, options)));
  inPlant(tools, 'drop-secret <name>', 'forget one').action((name: string, options) => run(options, (context) => dropSecret(context, name, options)));

  const mcp = program.command('mcp').description('servers of the Model Context Protocol, whose tools are approved here');
  inPlant(mcp, 'list', 'list them').action((options) => run(options, (context) => listMcp(context, options)));
  inPlant(mcp, 'add <name>', 'add one, or replace the one of that name')
    .option('--url <address>', 'one that speaks streamable HTTP')
    .option('--internet', 'it lies on the internet, not in the plant')
    .option('--header <line...>', 'sent along, as "Name: value"; {secret.name} stands for a kept secret, {token} for the token of the caller')
    .option('--program <path>', 'a program on this machine, with its full path; started without an environment')
    .option('--arg <value...>', 'what the program is started with')
    .action((name: string, options) => run(options, (context) => addMcp(context, name, options)));
  inPlant(mcp, 'discover <name>', 'what tools it has now').action((name: string, options) => run(options, (context) => discoverMcp(context, name, options)));
  inPlant(mcp, 'approve <name>', 'take its tools as they were discovered')
    .requiredOption('--hash <hash>', 'as "mcp discover" says')
    .option('--read-only <tools...>', 'those that only read; the others wait for an approval at every call')
    .action((name: string, options) => run(options, (context) => approveMcp(context, name, options)));
  inPlant(mcp, 'enable <name>', 'switch one on').action((name: string, options) => run(options, (context) => switchMcp(context, name, true, options)));
  inPlant(mcp, 'disable <name>', 'switch one off; what is running of it ends').action((name: string, options) => run(options, (context) => switchMcp(context, name, false, options)));
  inPlant(mcp, 'remove <name>', 'remove one and its tools').action((name: string, options) => run(options, (context) => removeMcp(context, name, options)));

  const approvals = program.command('approvals').description('calls of tools that people have to agree to');
  inPlant(approvals, 'list', 'what waits for the caller, or was asked for by them').option('--all', 'with those that are over').action((options) => run(options, (context) => listApprovals(context, options)));
  inPlant(approvals, 'show <id>', 'one of them, with what it would change as it stands now').action((id: string, options) => run(options, (context) => showApproval(context, id, options)));
  inPlant(approvals, 'approve <id>', 'agree to one; it runs when enough people do').option('--seen <what>', 'what "approvals show" gave, where the call has a comparison').action((id: string, options) => run(options, (context) => approveCall(context, id, options)));
  inPlant(approvals, 'reject <id>', 'reject one').requiredOption('--reason <words>', 'why').action((id: string, options) => run(options, (context) => rejectCall(context, id, options)));
  inPlant(approvals, 'withdraw <id>', 'take back one of your own').action((id: string, options) => run(options, (context) => withdrawCall(context, id, options)));

  const notices = program.command('notices').description('telling those who may decide, by webhook and mail');
  inPlant(notices, 'show', 'how they are told').action((options) => run(options, (context) => showNotices(context, options)));
  inPlant(notices, 'apply <file>', `set it from a JSON file; secrets come from ${NOTICE_SECRET_VARIABLE} and ${MAIL_PASSWORD_VARIABLE}`).action((file: string, options) => run(options, (context) => applyNotices(context, file, options)));
  inPlant(notices, 'test', 'send a test now').addArgument(new Argument('<channel>', 'which way').choices(NOTICE_CHANNELS)).option('--to <address>', 'for a mail: where it is to go')
    .action((channel: NoticeChannel, options) => run(options, (context) => testNotice(context, channel, options)));
  inPlant(notices, 'list', 'what was sent lately, and how far it is').action((options) => run(options, (context) => listDeliveries(context, options)));
  inPlant(notices, 'retry <id>', 'try one again').action((id: string, options) => run(options, (context) => retryNotice(context, id, options)));

  const agents = program.command('agents').description('what answers, with which tools and for whom');
  inPlant(agents, 'list', 'list them').action((options) => run(options, (context) => listAgents(context, options)));
  inPlant(agents, 'templates', 'agents that come with Millwright, to begin from').action((options) => run(options, (context) => listTemplates(context, options)));
  inPlant(agents, 'show <name>', 'the definition of one, as a file for "agents apply"').action((name: string, options) => run(options, (context) => showAgent(context, name, options)));
  inPlant(agents, 'apply <file>', 'add the agent in a JSON file, or replace the one of that name').action((file: string, options) => run(options, (context) => applyAgent(context, file, options)));
  inPlant(agents, 'remove <name>', 'remove one').action((name: string, options) => run(options, (context) => removeAgent(context, name, options)));
  const plans = program.command('plans').description('goals as steps for agents: made, approved, run');
  inPlant(plans, 'list', 'list them').action((options) => run(options, (context) => listOwnPlans(context, options)));
  inPlant(plans, 'show <id>', 'the steps, how they stand and what came of them').action((id: string, options) => run(options, (context) => showPlan(context, id, options)));
  inPlant(plans, 'create <goal...>', 'make one; nothing runs before it is approved').option('--steps <file>', 'the steps, as JSON; else a language model thinks of them').action((words: string[], options) => run(options, (context) => createPlan(context, words.join(' '), options)));
  inPlant(plans, 'change <id> <file>', 'other steps, for one that has not begun').action((id: string, file: string, options) => run(options, (context) => changePlan(context, id, file, options)));
  inPlant(plans, 'approve <id>', 'approve the steps as they stand').action((id: string, options) => run(options, (context) => approvePlan(context, id, options)));
  inPlant(plans, 'run <id>', 'begin, or go on, and stay until it is over').action((id: string, options) => run(options, (context) => runPlan(context, id, options)));
  inPlant(plans, 'retry <id> <step>', 'do one step again, and what rests on it').action((id: string, step: string, options) => run(options, (context) => retryStep(context, id, step, options)));
  inPlant(plans, 'remove <id>', 'delete one with all that came of it').action((id: string, options) => run(options, (context) => removePlan(context, id, options)));
  inPlant(program, 'route <question...>', 'which agent a question is for, without asking it').action((words: string[], options) => run(options, (context) => routeCommand(context, words.join(' '), options)));
  const routing = program.command('routing').description('what people said their questions are for: examples that "route" learns from');
  inPlant(routing, 'corrections', 'list them').action((options) => run(options, (context) => listCorrections(context, options)));
  inPlant(routing, 'correct <agent> <question...>', 'say which agent a question is for; "none" for no agent').action((agent: string, words: string[], options) => run(options, (context) => correctRouting(context, agent, words.join(' '), options)));
  inPlant(routing, 'forget <id>', 'take one back').action((id: string, options) => run(options, (context) => forgetCorrection(context, id, options)));

  const memory = program.command('memory').description('what agents may be told of the people they answer');
  inPlant(memory, 'limits', 'show or set how much is remembered of each person')
    .option('--tasks <n>', 'tasks that agents did for them', countFromNone)
    .option('--own <n>', 'what they wrote themselves', countFromNone)
    .option('--days <n>', 'for how long a task is remembered', wholeNumber)
    .action(({ tasks, own, ...options }) => run(options, (context) => memoryLimitsCommand(context, { ...options, episodes: tasks, kept: own })));
}
