import { parentPort, workerData } from 'node:worker_threads';
import { createPatternEngine } from '#adapters/re2/create-pattern-engine.ts';
import { groundingInText } from '#core/conversations/grounding-in.ts';
import { type TriedRules, tryOut } from '#core/guardrails/try-out.ts';

// Tries rules on a text in a thread of its own: what is tried comes as worker data, what came of it goes back.
parentPort?.postMessage(tryOut(createPatternEngine(), groundingInText, () => performance.now(), workerData as TriedRules));
