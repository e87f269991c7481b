const LISTENING = '0A';

export interface OpenPort {
  port: number;
  /** Whether only this machine reaches it. */
  loopback: boolean;
  /** Account that listens. */
  uid: number;
}

/** Ports on which something listens, out of `/proc/net/tcp` or `tcp6` of Linux. */
export function openPorts(table: string): OpenPort[] {
  return table.split('\n').slice(1).flatMap((line) => {
    const [, local = '', , state, , , , uid] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    return state === LISTENING ? [{ port: Number.parseInt(port, 16), loopback: isLoopback(address), uid: Number(uid) }] : [];
  });
}

/** Addresses stand there as 32-bit words, each with its bytes turned round. */
function isLoopback(address: string): boolean {
  return /^[0-9A-F]{6}7F$/.test(address) || address === '00000000000000000000000001000000' || /^0000000000000000FFFF0000[0-9A-F]{6}7F$/.test(address);
}
