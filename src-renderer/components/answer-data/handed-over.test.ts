import { expect, test } from 'vitest';
import { handedOver } from './handed-over.ts';

test('a sub-task is told from a call of a tool, with whom it went to and what was asked', () => {
  expect(handedOver({ tool: 'hand_over', arguments: { task: 'Find shipment S-4711.', agent: 'logistics' } })).toEqual({ to: 'logistics', rest: { task: 'Find shipment S-4711.' } });
  expect(handedOver({ tool: 'find_agent', arguments: { agent: 'logistics' } })).toBeNull();
  expect(handedOver({ tool: 'hand_over', arguments: {} })).toBeNull();
});
