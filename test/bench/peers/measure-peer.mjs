// Does one peer's job in a process of its own: measure-peer.mjs NAME [--split-only] PDF…
import { readFileSync } from 'node:fs';

const [name, ...rest] = process.argv.slice(2);
const paths = rest.filter((each) => each !== '--split-only');
const { loadAndSplit, embedAndStore } = await import(`./${name}.mjs`);
const { bundledEmbedder } = await import('./bundled-embedder.mjs');

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const embed = await bundledEmbedder();
const [cpu, wall] = [cpuMs(), performance.now()];
const split = await loadAndSplit(paths);
const splitCpuMs = cpuMs() - cpu;
const chunks = rest.length > paths.length ? 0 : await embedAndStore(split, embed);
process.send({ pages: split.pages, chunks, splitCpuMs, cpuMs: cpuMs() - cpu, wallMs: performance.now() - wall, peakMb: peakMb() });
process.exit(0);

function peakMb() {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  } catch {
    return process.memoryUsage.rss() / 1024 ** 2;
  }
}
