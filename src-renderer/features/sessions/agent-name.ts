const BROWSERS = [
  ['Edge', /\bEdg\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Firefox', /\bFirefox\/(\d+)/],
  ['Chrome', /\b(?:Headless)?Chrome\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
] as const;
const SYSTEMS = [
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad)\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
] as const;
const LONGEST = 48;

/** What a browser or program says it is, as a person would say it: "Chrome 140, Windows"; what is not known is shown as it came, shortened. */
export function agentName(agent: string): string {
  const browser = BROWSERS.map(([name, mark]) => [name, mark.exec(agent)?.[1]] as const).find(([, version]) => version !== undefined);
  const system = SYSTEMS.find(([, mark]) => mark.test(agent))?.[0];
  if (browser) return [`${browser[0]} ${browser[1]}`, system].filter((part) => part !== undefined).join(', ');
  return agent.length > LONGEST ? `${agent.slice(0, LONGEST)}…` : agent;
}

/** The address of a caller that came over the network; null for one on this machine. */
export function addressOf(caller: string | null): string | null {
  return caller?.startsWith('http:') ? caller.slice('http:'.length) : null;
}
