import type { Details } from './details.ts';
import { countOf, countPattern } from './words.ts';

const days = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday';
const clock = String.raw`(?:\s?(?:at|@)\s(\d{1,2}(?::\d{2})?\s?(?:[ap]\.?m\b\.?)?|midnight|noon)(?:\s(utc|gmt|cet|cest))?)?`;
const schedulePattern = new RegExp(
  String.raw`\b(hourly|daily|nightly|weekly|monthly|(?:every|each)\s(?:hour|day|night|morning|evening|week|month|${days}|weekday|(?:${countPattern})\s(?:minutes?|hours?|days?)))\b${clock}`,
  'i',
);
const cronPattern =
  /(?<=^|[\s"'`(])((?:(?:\*|\d{1,2})(?:[-,/]\d{1,2})*\s){4}(?:\*|[0-7])(?:[-,/][0-7])*)(?=$|[\s"'`).,])/;

const span = String.raw`(?:${countPattern})[\s-]?(?:hours?|days?|weeks?|months?|years?)`;
const retentionPattern = new RegExp(
  String.raw`\b(${span})(?:\sof)?\s(?:retention|history)\b|\b(?:retention|retain(?:ed|ing)?|keep(?:ing)?|kept|hold|history)\b(?:\s(?:of|is|for|to|them|it|copies|logs|backups|data|at|least|the|last)){0,4}[\s:]{1,2}(${span}|\d{1,4}\s(?:copies|versions|snapshots|daily|weekly|monthly))\b`,
  'i',
);
/** "keep 14", "keep the last 14 of them". */
const keptCount = /\bkeep(?:ing)?\s(?:the\s)?(?:last\s|newest\s)?(\d{1,4})(?:\sof\sthem|(?=\s?(?:[.,;!]|$)))/i;
const durationPattern = new RegExp(
  String.raw`\b(?:for|within|over|during|next|last|longer than|older than|after)\s(?:the\s|more\s|at\s|least\s|than\s|longer\s|next\s|last\s){0,3}((?:${countPattern})[\s-]?(?:seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|quarters?|years?))\b`,
  'i',
);
const thresholdPattern =
  /(?:\b(?:above|over|below|under|exceed(?:s|ed|ing)?|more than|less than|greater than|reach(?:es)?|at least|to|at|hits?)|[<>]=?)\s?(\d{1,6}(?:\.\d{1,3})?\s?(?:%|percent\b|ms\b|°?c\b|mb\b|gb\b))/i;
const percentPattern = /\b(\d{1,3}(?:\.\d{1,2})?\s?(?:%|percent\b))/i;

/** When something runs, how long it is kept or lasts, and from which value on it counts. */
export function readTime(text: string): Details {
  const retention = retentionPattern.exec(text);
  const kept = retention?.[1] ?? retention?.[2] ?? keptCount.exec(text)?.[1];
  // The days that something is kept must not be read as a duration again.
  const rest = retention === null ? text : text.replace(retention[0], ' ; ');
  const duration = durationPattern.exec(rest)?.[1];
  const threshold = (thresholdPattern.exec(text) ?? percentPattern.exec(text))?.[1];
  return {
    ...readSchedule(text),
    ...(kept === undefined ? {} : { retention: kept.replaceAll('-', ' ') }),
    ...(duration === undefined ? {} : { duration: duration.replaceAll('-', ' ') }),
    ...(threshold === undefined ? {} : { threshold: threshold.replace(/\s?percent/i, ' %').replace(/(\d)%/, '$1 %') }),
  };
}

function readSchedule(text: string): Details {
  const cron = cronPattern.exec(text)?.[1];
  if (cron !== undefined) return { schedule: `cron ${cron}` };
  const match = schedulePattern.exec(text);
  if (match === null) return {};
  const [said, often = '', at, zone] = match;
  const calendar = calendarOf(often.toLowerCase(), at?.toLowerCase(), zone);
  return { schedule: said, ...(calendar === undefined ? {} : { calendar }) };
}

/**
 * The schedule in the form that systemd timers and Proxmox jobs share.
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.time.html#Calendar%20Events
 */
function calendarOf(often: string, at: string | undefined, zone: string | undefined): string | undefined {
  const time = at === undefined ? undefined : timeOf(at);
  const stated = [time ?? '00:00', zone?.toLowerCase() === 'utc' ? 'UTC' : ''].join(' ').trim();
  const [, , count, unit] = /^(every|each) (\S+) (minute|hour)s?$/.exec(often) ?? [];
  if (count !== undefined) return unit === 'minute' ? `*:0/${countOf(count)}` : `0/${countOf(count)}:00`;
  const day = new RegExp(days).exec(often)?.[0];
  if (day !== undefined) return `${day.slice(0, 3)} ${stated}`;
  if (often.includes('weekday')) return `mon..fri ${stated}`;
  if (/hour/.test(often)) return 'hourly';
  if (/week/.test(often)) return time === undefined ? 'weekly' : `mon ${stated}`;
  if (/month/.test(often)) return time === undefined ? 'monthly' : `*-*-01 ${stated}`;
  if (/dai|day$|night|morning|evening/.test(often) && !/\d/.test(often)) return time === undefined ? 'daily' : stated;
  return undefined;
}

function timeOf(at: string): string | undefined {
  if (at === 'midnight') return '00:00';
  if (at === 'noon') return '12:00';
  const [, hours = '', minutes = '00', half] = /^(\d{1,2})(?::(\d{2}))?\s?([ap])?/.exec(at) ?? [];
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === 'p' ? 12 : 0);
  if (hours === '' || hour > 23 || Number(minutes) > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${minutes}`;
}
