import { type Command, InvalidArgumentError } from 'commander';
import type { MetricLine, RoutingMetrics } from '../lambdas/core/metrics/routing-metrics.ts';
import { connect, type ConnectionOptions, withConnection } from './options.ts';
import { columns } from './text.ts';

export function addMetricsCommand(program: Command): void {
  const metrics = program.command('metrics').description('show what the counters come to');
  const routing = metrics
    .command('routing')
    .description('show how good the routing is, beside its targets')
    .option('--days <number>', 'how many days, today included', parseDays, 30)
    .option('--json', 'print one JSON document');
  withConnection(routing).action(async (options: ConnectionOptions & { days: number; json?: true }) => {
    const report = await (await connect(options)).routingMetrics(options.days);
    console.log(options.json ? JSON.stringify(report) : describeMetrics(report));
  });
}

/** The measures for a person: values beside targets, then where each value comes from. */
export function describeMetrics({ from, to, metrics }: RoutingMetrics): string {
  const verdict = { true: 'met', false: 'NOT met', null: '' };
  const rows = metrics.map((line) => [
    line.title,
    shown(line, line.value),
    targetOf(line),
    verdict[`${line.met}`],
    String(line.cases),
    partsOf(line),
  ]);
  const times = metrics.flatMap(({ byMode = [] }) =>
    byMode.map(({ mode, cases, meanMs, p50Ms, p99Ms }) => [
      `  ${mode}`,
      duration(meanMs),
      '',
      '',
      String(cases),
      `half under ${duration(p50Ms)}, 99 % under ${duration(p99Ms)}`,
    ]),
  );
  const at = metrics.findIndex(({ byMode }) => byMode !== undefined) + 1;
  const table = [['', 'value', 'target', '', 'cases', ''], ...rows.slice(0, at), ...times, ...rows.slice(at)];
  const sources = columns(metrics.map(({ title, source }) => [title, source]));
  return [`Routing from ${from} to ${to}`, columns(table), `Where the values come from\n${sources}`].join('\n\n');
}

function targetOf(line: MetricLine): string {
  const { target } = line;
  if (target === null) return '';
  return 'above' in target ? `> ${shown(line, target.above)}` : `< ${shown(line, target.below)}`;
}

function partsOf(line: MetricLine): string {
  return Object.entries(line.parts)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${spoken(name)} ${partShown(name, value ?? 0)}`)
    .join(', ');
}

/** `byFeedback` as `by feedback`; a unit in a name is shown with its value. */
function spoken(name: string): string {
  return name.replace(/Ms$/, '').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function partShown(name: string, value: number): string {
  if (name.endsWith('Ms')) return duration(value);
  return name.startsWith('share') ? percent(value) : String(value);
}

function shown({ unit }: MetricLine, value: number | null): string {
  if (value === null) return '–';
  if (unit === 'share') return percent(value);
  if (unit === 'ms') return duration(value);
  return String(Math.round(value * 10) / 10);
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

function duration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  if (seconds < 120) return `${Math.round(seconds * 10) / 10} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 360) / 10} h`;
}

function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 365) return days;
  throw new InvalidArgumentError('Days are a whole number from 1 to 365.');
}
