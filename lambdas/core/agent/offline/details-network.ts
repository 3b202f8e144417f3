import type { Details } from './details.ts';
import { services } from './words.ts';

const octet = String.raw`(?:25[0-5]|2[0-4]\d|1?\d?\d)`;
const ipv4 = String.raw`(?<![\d.])${octet}(?:\.${octet}){3}(?![\d.]*\d)`;
const ipv6 = String.raw`(?<![\w:])(?=[0-9a-f]{0,4}:[0-9a-f:]*:)[0-9a-f:]{3,39}(?![\w:])`;
const cidrPattern = new RegExp(String.raw`(?:${ipv4}|${ipv6})\/\d{1,3}\b`, 'i');
const addressPattern = new RegExp(String.raw`(?:${ipv4}|${ipv6})(?!\/\d)`, 'i');
const vlanPattern = /\bvlan(?:\sid)?[\s:=#-]{0,2}(\d{1,4})\b/i;
const portPattern = /\bports?\s?:?\s?(\d{1,5}(?:-\d{1,5})?(?:(?:,\s?|\sand\s)\d{1,5})*)\b/i;
const portWithProtocol = /\b(\d{1,5})\/(tcp|udp)\b|\b(tcp|udp)[\s/:](?:port\s)?(\d{1,5})\b/i;
const protocolPattern = /\b(tcp|udp|icmp)\b/i;
const serviceNames = Object.keys(services).join('|');
const servicePattern = new RegExp(String.raw`\b(${serviceNames})\b(?!:\/\/)`, 'gi');

/** Words that show that a request is about a flow; elsewhere "from", "to" and "SSH" mean other things. */
const flowPattern =
  /\b(?:block|allow|deny|drop|reject|permit|open|close|forward|expose|restrict|firewall|traffic|reach|unreachable|connect|isolate|filter)(?:s|ed|ing)?\b/i;
const end = String.raw`(?=\s(?:to|into|from|on|over|via|with|and|until|except|through|for|towards|but|at|using|port|in)\b|\s?[,;!?]|\.(?:\s|$)|$)`;
const phrase = String.raw`(?:the\s|our\s|my\s|any\s)?([\w.:/-]{1,40}(?:\s[\w.:/-]{1,40}){0,3}?)`;
const fromPattern = new RegExp(String.raw`\bfrom\s${phrase}${end}`, 'i');
const toPattern = new RegExp(String.raw`\b(?:to|into|towards|reach)\s${phrase}${end}`, 'i');

const refusing =
  /\b(?:block|deny|denied|drop|reject|refuse|close|forbid|isolate|cut off|stop|not be able|no longer|must not|may not|should not|cannot|no internet)\b/i;
const allowing =
  /\b(?:open|allow|permit|let|expose|forward|unblock|may|can reach|to reach|should reach|needs? access)\b/i;

/** VLAN, addresses, and for a flow its ends, port and protocol. */
export function readNetwork(text: string): Details {
  const vlan = vlanPattern.exec(text)?.[1];
  const cidr = cidrPattern.exec(text)?.[0];
  const address = addressPattern.exec(text)?.[0];
  return {
    ...(vlan !== undefined && Number(vlan) >= 1 && Number(vlan) <= 4094 ? { vlan } : {}),
    ...(cidr === undefined ? {} : { cidr }),
    ...(address === undefined ? {} : { address }),
    ...readPort(text),
    ...(flowPattern.test(text) ? { ...readEnds(text), ...readVerdict(text) } : {}),
  };
}

function readPort(text: string): Details {
  const joint = portWithProtocol.exec(text);
  const flow = flowPattern.test(text);
  const named = flow ? [...text.matchAll(servicePattern)].map(([name]) => services[name.toLowerCase()]) : [];
  const ports = [...new Set(named.map((service) => service?.[0]))].slice(0, 8).join(',');
  const port = joint?.[1] ?? joint?.[4] ?? portPattern.exec(text)?.[1] ?? (ports === '' ? undefined : ports);
  if (port === undefined || !port.match(/\d+/g)?.every((one) => Number(one) <= 65_535)) return {};
  const protocol = joint?.[2] ?? joint?.[3] ?? protocolPattern.exec(text)?.[1] ?? named[0]?.[1];
  return { port, ...(protocol === undefined ? {} : { protocol: protocol.toLowerCase() }) };
}

/** Whether the flow is to pass; nothing where the request can be read either way. */
function readVerdict(text: string): Details {
  const [refused, allowed] = [refusing.test(text), allowing.test(text)];
  return refused === allowed ? {} : { verdict: refused ? 'drop' : 'accept' };
}

function readEnds(text: string): Details {
  const source = fromPattern.exec(text)?.[1];
  const destination = toPattern.exec(text)?.[1];
  return {
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
  };
}
