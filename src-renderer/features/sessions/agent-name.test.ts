import { expect, test } from 'vitest';
import { addressOf, agentName } from './agent-name.ts';

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36', 'Chrome 140, Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0', 'Edge 139, Windows'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox 143, Windows'],
  ['Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari 18, iOS'],
  ['Mozilla/5.0 (Linux; Android 14; SM-X206B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36', 'Chrome 138, Android'],
  ['curl/8.5.0', 'curl/8.5.0'],
])('%s is called %s', (agent, name) => {
  expect(agentName(agent)).toBe(name);
});

test('what nobody knows is shown as it came, shortened', () => {
  expect(agentName('x'.repeat(200))).toHaveLength(49);
});

test('a caller over the network has an address, one on this machine has none', () => {
  expect([addressOf('http:10.0.0.7'), addressOf('http:::1'), addressOf('window:1'), addressOf(null)]).toEqual(['10.0.0.7', '::1', null, null]);
});
