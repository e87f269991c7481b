/** What the window process says while there is no core to talk to; see `src-main/hosts/electron/start-state.ts`. */
interface StartState {
  version: number;
  phase: 'starting' | 'failed';
  sentence: string;
}

const RETRY_MS = 1_000;

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The start page has no ${id}.`);
  return found;
};

const failed = (phase: StartState['phase']): boolean => phase === 'failed';

function show({ phase, sentence }: StartState): void {
  element('sentence').textContent = sentence;
  element('progress').hidden = failed(phase);
  element('actions').hidden = !failed(phase);
  if (failed(phase)) element('restart').focus();
}

/** The window process leaves each request open until there is something new, and leaves this page when the core is there. */
async function follow(): Promise<void> {
  let version = 0;
  for (;;) {
    try {
      const answer = await fetch(`./state?after=${version}`);
      const state = (await answer.json()) as StartState;
      if (state.version !== version) show(state);
      version = state.version;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

for (const action of ['restart', 'quit']) {
  element(action).addEventListener('click', () => void fetch(`./${action}`, { method: 'POST' }));
}
void follow();
