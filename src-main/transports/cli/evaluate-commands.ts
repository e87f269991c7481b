import { type Command, Option } from 'commander';
import { LABELS } from '#shared/contract/permissions.ts';
import type { CommandMaking } from './command-context.ts';
import { cancelComparison, dropEvaluationSet, keepEvaluationSet, listComparisons, listEvaluationSets, removeComparison, resumeComparison, runComparison, showComparison } from './evaluate-command.ts';

/** The commands that compare models on evaluation sets. */
export function addEvaluateCommands(program: Command, { inPlant, run }: CommandMaking): void {
  const evaluate = program.command('evaluate').description('compare two models on questions with known answers');
  inPlant(evaluate, 'sets', 'list the evaluation sets').action((options) => run(options, (context) => listEvaluationSets(context, options)));
  inPlant(evaluate, 'keep <name> [file]', 'keep what people found of answers as a set, or the questions of a file (one JSON object a line)')
    .addOption(new Option('--label <label>', 'who may read questions of a file: never less than the documents they name').choices(LABELS))
    .action((name: string, file: string | undefined, options) => run(options, (context) => keepEvaluationSet(context, name, file, options)));
  inPlant(evaluate, 'drop <set>', 'delete a set with all comparisons on it').action((set: string, options) => run(options, (context) => dropEvaluationSet(context, set, options)));
  inPlant(evaluate, 'run <set>', 'let two models answer every question of a set, and stay until it is over')
    .requiredOption('--model <model>', 'id or name of one, or "fast", "heavy"')
    .requiredOption('--against <model>', 'the other')
    .action((set: string, options) => run(options, (context) => runComparison(context, set, options)));
  inPlant(evaluate, 'list', 'list the comparisons').action((options) => run(options, (context) => listComparisons(context, options)));
  inPlant(evaluate, 'show <id>', 'one with its answers side by side').action((id: string, options) => run(options, (context) => showComparison(context, id, options)));
  inPlant(evaluate, 'cancel <id>', 'stop one').action((id: string, options) => run(options, (context) => cancelComparison(context, id, options)));
  inPlant(evaluate, 'resume <id>', 'go on with one where it was, and stay until it is over').action((id: string, options) => run(options, (context) => resumeComparison(context, id, options)));
  inPlant(evaluate, 'remove <id>', 'delete one with its answers').action((id: string, options) => run(options, (context) => removeComparison(context, id, options)));
}
