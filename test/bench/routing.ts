import { bundledEmbedding } from '#test/eval/bundled-embedding.ts';
import { readRoutingQuestions, routeAll } from '#test/eval/routing/measure-routing.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, openKnowledge, removeData } from '#test/knowledge/open-knowledge.ts';
import { type Figure, figure, median, percentile } from './figures.ts';

/** What it costs to say which agent a question is for, with the real database and embedder and no language model. */
export async function routing(): Promise<Figure[]> {
  const data = await freshDataDirectory();
  const embedding = await bundledEmbedding();
  const open = await openKnowledge(data, { embedding });
  try {
    const plant = await addPlant(open.database, 'Bench');
    const times = (await routeAll(open.database, embedding, plant, await readRoutingQuestions())).map(({ ms }) => ms);
    return [figure('routing a question, median', 'ms', median(times)), figure('routing a question, p95 (goal: under 50)', 'ms', percentile(times, 0.95))];
  } finally {
    await open.close();
    await embedding.close();
    await removeData(data);
  }
}
