import type { DomainScores } from './domains.ts';
import type { Reading } from './reading.ts';

const buying = / (?:order|ordering|buy|buying|purchase|purchasing|procure|get|getting|need|needs|want|wants|shop for) /;

/** What an office buys, and no part of any infrastructure. */
const goods =
  /^(?:laptops?|notebooks?|macbooks?|tablets?|smartphones?|headsets?|keyboards?|mouse|mice|webcams?|monitors?|chairs?|desks?|tables?|lamps?|furniture|toners?|cartridges?|paper|pens?|stationery|whiteboards?|mugs?|cups?|t-?shirts?|hoodies|swag|merch|gifts?|flowers?|cakes?|pizzas?|lunch|lunches|breakfast|dinner|sandwiches|snacks?|fruit|drinks?|coffee|catering|plants?)$/;

/** What is a person's, a lawyer's or a travel desk's. */
const matters =
  /^(?:vacations?|holidays?|leave|payroll|payslips?|salary|salaries|wages|pay ?rise|bonus|bonuses|recruitment|interviews?|appraisals?|resignation|maternity|lawyers?|attorneys?|lawsuits?|nda|ndas|trademarks?|patents?|flights?|hotels?|taxis?|trips?|visas?|itinerary|party|picnic|offsite|lunch|lunches|breakfast|dinner|catering)$/;

const phrases =
  / (?:(?:employment|labou?r|rental|lease|work|service) contracts?|job (?:ad|ads|advert|offer|offers|description|posting|interview)s?|(?:train|plane|flight|bus|concert) tickets?|rental cars?|travel (?:expenses?|costs?)|expense (?:reports?|claims?)|sick leave|parental leave|days? off|terms and conditions|legal (?:advice|opinion|review)|team (?:lunch|dinner|event|building|party)|birthday (?:party|cake|card)|parking (?:space|spot|lot)s?|health insurance|tax return) /;
const verbs = / (?:hire|recruit|reimburse|promote|sue) (?:a|an|the|my|me|our|another|two|three|more|new|\d+) /;

/** A word of this many experts' field in a good place: then it is about that, whoever it is done for. */
const fieldWord = 1.2;

/**
 * Whether a request is nobody's here: goods for the office, people, law, travel, food. It is the thing asked for that tells,
 * not what stands around it: `an account for the new hire` is security's, `the payroll server` compute's.
 */
export function isElsewhere({ tokens, roles, core, heads }: Reading, { candidates }: DomainScores): boolean {
  if (phrases.test(core) || verbs.test(core)) return true;
  const bought = buying.test(core) && heads.some(({ word }) => goods.test(word)) && !machineMeant.test(core);
  if (bought) return true;
  const evidence = candidates[0]?.evidence ?? 0;
  return evidence < fieldWord && tokens.some(({ word }, at) => roles[at] === 'head' && matters.test(word));
}

/** A screen of figures is built, and a paper trail kept, by experts. */
const machineMeant =
  / (?:dashboards?|grafana|prometheus|zabbix|audit|vms?|virtual|containers?|servers?|cpu|disks?|memory|alerts?|services?|uptime|health|state|status) /;
