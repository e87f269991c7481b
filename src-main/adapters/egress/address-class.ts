import { BlockList, isIP } from 'node:net';

/** What kind of network an address lies in. `never`: link-local (with the metadata services of clouds), multicast, unspecified, reserved. */
export type AddressClass = 'loopback' | 'plant' | 'internet' | 'never';

function listOf(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, isIP(net) === 6 ? 'ipv6' : 'ipv4');
  return list;
}

const LOOPBACK = listOf([['127.0.0.0', 8], ['::1', 128]]);
const PLANT = listOf([['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16], ['100.64.0.0', 10], ['fc00::', 7]]);
/** RFC 6890 and what has been added to its registries since. */
const NEVER = listOf([
  ['0.0.0.0', 8], ['169.254.0.0', 16], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3],
  ['::', 128], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['100::', 64], ['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8],
]);

/** @param address numeric, IPv4 or IPv6; one that is an IPv4 address in IPv6 clothes counts as what it is */
export function classOf(address: string): AddressClass {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address.replace(/%.*$/, '');
  const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(plain) === 0 || (mapped === undefined && /^::ffff:/i.test(plain))) return 'never';
  if (LOOPBACK.check(plain, family)) return 'loopback';
  if (PLANT.check(plain, family)) return 'plant';
  return NEVER.check(plain, family) ? 'never' : 'internet';
}
