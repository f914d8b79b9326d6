import { BlockList, isIP } from "node:net";

/** A network as `address/prefix`; undefined unless it is one. `0.0.0.0/0` is none: it would bind a token to nothing. */
function parseNetwork(text: string): { address: string; prefix: number; family: "ipv4" | "ipv6" } | undefined {
  const [, address = "", digits = ""] = /^([0-9a-fA-F:.]{2,45})\/(\d{1,3})$/.exec(text) ?? [];
  const version = isIP(address);
  const prefix = Number(digits);
  if (version === 0 || prefix < 1 || prefix > (version === 4 ? 32 : 128)) return undefined;
  return { address, prefix, family: version === 4 ? "ipv4" : "ipv6" };
}

/** Whether the text names a network, for example `192.0.2.0/24` or `2001:db8::/48`. */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== undefined;
}

/**
 * Whether an address lies in one of the networks. What cannot be read lies nowhere.
 *
 * @param address - of the connection itself, never from a header; IPv4 may come in IPv6's clothes (`::ffff:192.0.2.1`)
 */
export function isWithin(address: string | undefined, networks: readonly string[]): boolean {
  const plain = (address ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
  const version = isIP(plain);
  if (version === 0) return false;
  const list = new BlockList();
  for (const network of networks) {
    const parsed = parseNetwork(network);
    if (parsed) list.addSubnet(parsed.address, parsed.prefix, parsed.family);
  }
  return list.check(plain, version === 4 ? "ipv4" : "ipv6");
}
