import type { Details } from './details.ts';
import { countOf, countPattern, systems } from './words.ts';

const size = String.raw`(\d{1,6}(?:\.\d{1,3})?)\s?-?(t|tb|tib|g|gb|gib|gig|gigs|gigabytes?|m|mb|mib)\b`;
const memoryWord = String.raw`(?:ram|memory|mem)\b`;
const diskWord = String.raw`(?:disk|storage|ssd|nvme|hdd|drive|volume|quota|dataset|space|bucket|share|root|zvol|lun|pool|partition)\b`;

const memoryAfter = new RegExp(String.raw`\b${size}\s?(?:of\s)?${memoryWord}`, 'i');
const memoryBefore = new RegExp(String.raw`\b${memoryWord}\s?(?:to|of|is|with|at|from|:|=)?\s?${size}`, 'i');
const diskAfter = new RegExp(String.raw`\b${size}\s?(?:of\s)?(?:\w{1,12}\s)?${diskWord}`, 'i');
const diskBefore = new RegExp(String.raw`\b${diskWord}(?:\s\w{1,12})?\s?(?:to|of|is|with|at|by|:|=)\s?${size}`, 'i');
const coresPattern = new RegExp(
  String.raw`\b(${countPattern})[\s-]?(?:virtual\s|cpu\s)?(?:v?cpus?|v?cores?|processors?)\b`,
  'i',
);
const coresBefore = new RegExp(String.raw`\b(?:v?cpus?|v?cores?)\s?(?:to|of|:|=)\s?(\d{1,3})\b`, 'i');
const systemPattern = new RegExp(
  String.raw`\b(${Object.keys(systems).join('|')})\b(?:\s(?:server\s|linux\s)?v?(\d{1,4}(?:\.\d{1,2}){0,2}(?:\slts)?)\b)?`,
  'i',
);

/** Cores, memory, disk and operating system of a machine. */
export function readSize(text: string): Details {
  const memory = memoryAfter.exec(text) ?? memoryBefore.exec(text);
  // What was read as memory must not be read as a disk again.
  const rest = memory === null ? text : text.replace(memory[0], ' ; ');
  const disk = diskAfter.exec(rest) ?? diskBefore.exec(rest);
  const cores = coresPattern.exec(text) ?? coresBefore.exec(text);
  const system = systemPattern.exec(text);
  return {
    ...(cores?.[1] === undefined ? {} : { cores: String(countOf(cores[1])) }),
    ...amount('memory', 'memory-mib', memory, 1024),
    ...amount('disk', 'disk-gb', disk, 1),
    ...(system === null ? {} : { os: systemName(system) }),
  };
}

/** The amount as it is said, and as the commands want it (`perGb` of that unit are a gigabyte). */
function amount(said: keyof Details, exact: keyof Details, match: RegExpExecArray | null, perGb: number): Details {
  const [, digits, unit] = match ?? [];
  if (digits === undefined || unit === undefined) return {};
  const letter = unit.charAt(0).toUpperCase();
  const gigabytes = Number(digits) * (letter === 'T' ? 1024 : letter === 'M' ? 1 / 1024 : 1);
  const value = Math.max(1, Math.ceil(gigabytes * perGb));
  return { [said]: `${Number(digits)} ${letter}B`, [exact]: String(value) };
}

function systemName(match: RegExpExecArray): string {
  const name = systems[(match[1] ?? '').toLowerCase()] ?? '';
  return match[2] === undefined ? name : `${name} ${match[2].replace(/lts/i, 'LTS')}`;
}
