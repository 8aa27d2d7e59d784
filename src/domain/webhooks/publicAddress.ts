/** Ranges of IPv4 that are not public (IANA's special-purpose registry), multicast and reserved ones included. */
const SPECIAL_IPV4: readonly (readonly [first: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** Public IPv6 begins with 001; these ranges in it are tunnels, which can hold any IPv4 address, or documentation. */
const PUBLIC_IPV6 = ['2000', 3] as const;
const SPECIAL_IPV6: readonly (readonly [first: string, prefix: number])[] = [
  ['20010000', 23],
  ['20010db8', 32],
  ['2002', 16],
  ['3fff', 20],
];

/**
 * Whether an IP address belongs to a public host: not this machine, its network, a cloud's metadata service, or an IPv4 address in
 * an IPv6 one. False for text that is no address.
 */
export function isPublicAddress(address: string): boolean {
  const bits = address.includes(':') ? ipv6Bits(address) : ipv4Bits(address);
  if (bits === undefined) return false;
  if (bits.length === 32)
    return !SPECIAL_IPV4.some(([first, prefix]) => hasPrefix(bits, ipv4Bits(first) ?? '', prefix));
  const isSpecial = SPECIAL_IPV6.some(([first, prefix]) => hasPrefix(bits, hexBits(first), prefix));
  return hasPrefix(bits, hexBits(PUBLIC_IPV6[0]), PUBLIC_IPV6[1]) && !isSpecial;
}

function hasPrefix(bits: string, range: string, length: number): boolean {
  return bits.slice(0, length) === range.padEnd(length, '0').slice(0, length);
}

function ipv4Bits(address: string): string | undefined {
  const numbers = address.split('.').map(part => (/^\d{1,3}$/.test(part) ? Number(part) : Number.NaN));
  if (numbers.length !== 4 || !numbers.every(number => number <= 255)) return undefined;
  return numbers.map(number => number.toString(2).padStart(8, '0')).join('');
}

/** Without a zone; an IPv4 address at the end is never public, however it is written. */
function ipv6Bits(address: string): string | undefined {
  const [head = '', tail, ...further] = address.split('::');
  if (further.length > 0) return undefined;
  const groupsOf = (text: string) => (text === '' ? [] : text.split(':'));
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  if (!groups.every(group => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.map(group => hexBits(group.padStart(4, '0'))).join('');
}

function hexBits(digits: string): string {
  return [...digits].map(digit => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
}
