import type { Part } from './parts.ts';
import { fillerWords } from './phrase.ts';
import type { Reading } from './reading.ts';
import type { Experts } from './experts.ts';
import type { Token } from './text.ts';

/** Things that are made when they are needed; a `new server` may well be a machine somebody just carried in. */
const makeable = /^(?:vms?|containers?|lxcs?|instances?|guests?|droplets?|machines?)$/;
const machine = /^(?:servers?|hosts?|nodes?|boxe?s?|clusters?)$/;
const fresh = /^(?:new|newly|fresh|freshly|brand|upcoming|additional|planned|future)$/;
const database =
  /^(?:db|dbs|databases?|postgres\w*|mysql|mariadb|mongo\w*|sql\w*|mssql|oracle|redis|cassandra|timescale\w*|cockroach\w*)$/;
const watched =
  / (?:monitored|observed|under monitoring|into monitoring|watched|under observation|needs? (?:\w+ ){0,2}(?:monitoring|alerting)|(?:with|incl|including) (?:\w+ ){0,2}(?:monitoring|alerts?|alerting|alarms?|notifications?)) /;
const savedToo = / (?:with|incl|including) (?:\w+ ){0,8}(?:backups?|snapshots?) /;
const cadence =
  / (?:daily|nightly|hourly|weekly|monthly|every|each|twice|at (?:midnight|night|noon|\d+)|\d+ ?(?:am|pm)|cron|overnight) /;
const unattended = /^(?:auto|automat\w*|unattended|unsupervised|autonomous\w*)$/;
const enrolled =
  / (?:add|include|register|enrol|enroll|onboard) (?:\w+ ){1,8}(?:to|in|into) (?:\w+ ){0,2}(?:monitor\w*|grafana|prometheus|zabbix|alert\w*|dashboards?) /;

/**
 * Adds what a request needs though it does not say it, from what is known of the order of work:
 * - what is to be watched and does not exist yet has to be made first;
 * - who watches a new database needs an account to read it with;
 * - backups that run by themselves with nobody looking need somebody who is told when they stop.
 * Whoever lists three parts or more has thought of them already; nothing is added.
 */
export function withImplied(parts: readonly Part[], reading: Reading, experts: Experts): Part[] {
  const idOf = (domain: string): string | undefined =>
    [...experts.agents.keys()].find((id) => experts.domainOf(id) === domain);
  const [compute, monitoring, storage, security] = ['compute', 'monitoring', 'storage', 'security'].map(idOf);
  const has = (id: string | undefined): boolean => id !== undefined && result.some((part) => part.agentId === id);
  let result = [...parts];
  if (reading.intent.intent === 'question' || parts.length > 2 || parts.length === 0) return result;

  const target = newThing(reading);
  if (
    target !== undefined &&
    compute !== undefined &&
    has(monitoring) &&
    !has(compute) &&
    !enrolled.test(reading.line)
  ) {
    const why = `'${target.name}' does not exist yet: it is created first`;
    const text = `Create the ${target.name} that is to be monitored`;
    result = [{ agentId: compute, text, chance: 0.7, why }, ...result];
  }
  if (
    target !== undefined &&
    monitoring !== undefined &&
    has(compute) &&
    !has(monitoring) &&
    watched.test(reading.line)
  ) {
    const why = `the ${target.name} is to be monitored`;
    result.push({ agentId: monitoring, text: `Set up monitoring for the ${target.name}`, chance: 0.7, why });
  }
  // `A guest with backups`: whatever speaks louder, the guest is made first.
  if (target !== undefined && compute !== undefined && storage !== undefined && savedToo.test(reading.line)) {
    const name = target.name;
    if (has(storage) && !has(compute)) {
      const why = `'${name}' does not exist yet: it is created first`;
      result = [{ agentId: compute, text: `Create the ${name}`, chance: 0.7, why }, ...result];
    } else if (has(compute) && !has(storage)) {
      const at = result.findIndex((part) => part.agentId === compute) + 1;
      const why = `the ${name} is to have backups`;
      result.splice(at, 0, { agentId: storage, text: `Set up the backups of the ${name}`, chance: 0.7, why });
    }
  }
  const made = has(compute) && has(monitoring) && result.length === 2;
  if (made && security !== undefined && target?.database === true) {
    const why = 'monitoring a database needs credentials of its own';
    const text = `Set up the credentials with which monitoring reads the ${target.name}`;
    result = [...orderedFirst(result, compute), { agentId: security, text, chance: 0.7, why }];
  }
  if (result.length === 1 && has(storage) && monitoring !== undefined && watched.test(reading.line)) {
    result.push({
      agentId: monitoring,
      text: `Set up the monitoring that was asked for (${result[0]?.text ?? ''})`,
      chance: 0.7,
      why: 'it is to be monitored',
    });
  }
  if (result.length === 1 && has(storage) && monitoring !== undefined && unattendedBackup(reading)) {
    result.push({
      agentId: monitoring,
      text: `Alert when the backup fails or is overdue (${result[0]?.text ?? ''})`,
      chance: 0.7,
      why: 'backups that run unattended need somebody who is told when they fail',
    });
  }
  return result;
}

const orderedFirst = (parts: readonly Part[], id: string | undefined): Part[] => [
  ...parts.filter((part) => part.agentId === id),
  ...parts.filter((part) => part.agentId !== id),
];

function newThing({ tokens }: Reading): { name: string; database: boolean } | undefined {
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined || !(makeable.test(token.word) || machine.test(token.word) || database.test(token.word)))
      continue;
    let from = at;
    while (
      from > 0 &&
      at - from < 5 &&
      /^[\p{L}\p{N}.+_]+$/u.test(tokens[from - 1]?.word ?? '') &&
      !stop.test(tokens[from - 1]?.word ?? '')
    )
      from -= 1;
    const phrase = tokens.slice(from, at + 1).map((t) => t.word);
    const next = tokens[at + 1];
    // In `database VM backups` the VM only says whose backups they are.
    if (next !== undefined && next.before === '' && !fillerWords.has(next.word) && !follows.test(next.word)) continue;
    const word = token.word;
    const isNew = phrase.some((w) => fresh.test(w));
    const isMeant = isComing(tokens, at);
    const definite = /^(?:the|our|this|that|my)$/.test(tokens[from - 1]?.word ?? '');
    const isDatabase = phrase.some((w) => database.test(w));
    // "the new server" stands there already; "a new server", or any new VM, is still to be made.
    if (isMeant || (isNew && (makeable.test(word) || (isDatabase && !definite) || (!definite && machine.test(word))))) {
      return {
        name: phrase.filter((w) => !/^(?:brand|newly|freshly|created|deployed|provisioned)$/.test(w)).join(' '),
        database: isDatabase,
      };
    }
    if (makeable.test(word) || (isDatabase && phrase.length > 1 && machine.test(word))) {
      const made = tokens
        .slice(0, from)
        .some((t) =>
          /^(?:create|deploy|provision|spin|stand|launch|build|need|make|bring|set|install|start|boot|get|want|add|fire|throw|run|give)$/.test(
            t.word,
          ),
        );
      const asObject = !tokens.slice(0, from).some((t) => /^(?:for|on|of|to|from|in)$/.test(t.word)) && !definite;
      if (made && asObject) return { name: phrase.join(' '), database: isDatabase };
    }
  }
  return undefined;
}

/** `… we are about to create`, `… that will be deployed next week`: said after the thing that it is still to be made. */
function isComing(tokens: readonly Token[], at: number): boolean {
  const after = ` ${tokens
    .slice(at + 1, at + 10)
    .map(({ word }) => word)
    .join(' ')} `;
  return coming.test(after);
}

const makingVerbs = '(?:create|deploy|provision|build|set up|spin up|launch|install|add|make|stand up|bring up)';
const coming = new RegExp(
  String.raw`^ (?:that |which )?(?:(?:we|i|they) )?(?:(?:are|am|is|we're|i'm|they're) )?(?:just )?(?:(?:about|going|planning|yet|still|due|soon) to (?:be )?|will (?:be )?(?:soon )?|shall (?:be )?|to be |plan to |want to |intend to )${makingVerbs}(?:e?d)? `,
);

const follows =
  /^(?:with|together|alongside|along|w|incl|up|running|called|named|under|including|plus|that|which|using|via|need\w*|want\w*|require\w*|monitored)$/;

const stop =
  /^(?:the|a|an|our|this|that|my|for|on|of|to|in|from|with|and|or|at|is|are|we|i|up|create|deploy|provision|monitor|monitoring|add|need|launch|build|make|want|have|get|install|start|run|start|any|one|some)$/;

function unattendedBackup({ tokens, line }: Reading): boolean {
  const backup = / (?:backups?|back up|backing up|backed up|backup) /.test(line);
  const alone =
    tokens.some((token) => unattended.test(token.word)) ||
    / (?:by itself|by themselves|on its own|on their own|hands off|hands free|without (?:manual|anyone|anybody|human)|no manual) /.test(
      line,
    );
  const target =
    / (?:for|of|on|from) \w/.test(line) || tokens.some(({ word }) => makeable.test(word) || machine.test(word));
  return backup && alone && target && !cadence.test(line);
}
