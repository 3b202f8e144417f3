import type { Reading } from './reading.ts';
import type { Token } from './text.ts';

/** Products and places that one can move between; moving between two of them is a decision, not an operation. */
const platforms = new Set(
  (
    'aws amazon azure gcp google cloud cloudflare heroku netlify vercel digitalocean hetzner linode ovh onprem prem premise premises vmware esxi ' +
    'vsphere proxmox openstack xen hyperv kubernetes k8s swarm nomad openshift docker podman saas office365 o365 m365 microsoft365 exchange gmail ' +
    'workspace gsuite jenkins gitlab github bitbucket gitea circleci travis teamcity nagios zabbix prometheus datadog icinga newrelic splunk elk loki ' +
    'pfsense opnsense puppet ansible chef salt terraform pulumi cloudformation ceph gluster netapp truenas oracle mysql postgres postgresql mariadb ' +
    'mongodb windows linux centos rocky ubuntu debian mattermost slack teams jira confluence redmine provider platform hosting hoster vendor ' +
    'colocation colo datacenter datacentre house self selfhosted hosted serverless monolith microservices cloudwatch traefik nginx haproxy rabbitmq kafka'
  ).split(' '),
);

const broad = new Set(
  'everything all workloads workload services hosting platform infrastructure email mail emails mailboxes website site apps applications stack cluster clusters company whole entire provider system systems'.split(
    ' ',
  ),
);

const moving =
  /^(?:mov(?:e|ing)|migrat(?:e|ing|ion)|switch(?:ing)?|replac(?:e|ing)|transition(?:ing)?|convert(?:ing)?|leav(?:e|ing)|ditch(?:ing)?|drop(?:ping)?|abandon(?:ing)?|shift(?:ing)?|relocat(?:e|ing)|port(?:ing)?|chang(?:e|ing)|exit(?:ing)?|bring(?:ing)?|tak(?:e|ing)|pull(?:ing)?|get(?:ting)?|go(?:ing)?|outsourc(?:e|ing))$/;

const advice = [
  / (?:should|shall|ought) (?:we|i|our team|the team|it) (?:to )?(?:\w+ ){0,2}(?:move|migrate|switch|replace|buy|use|host|self|run|adopt|keep|stay|go|invest|outsource|bring|pull|consolidate|choose|pick|stick|leave|drop|ditch|stop|quit|cancel|terminate|renew|take|standardi[sz]e|rather|consider|get|put|ditch|retire|shift) /,
  / (?:does it|would it|do it|it would|it will|if it|whether it) (?:really |still |even )?(?:make|makes|be|pay|is|pays) (?:sense|cheaper|better|smart|smarter|wise|worth|worthwhile|sensible|off|reasonable|advisable|more economical|a good idea) /,
  / (?:is|are|was|were) (?:\w+ ){0,6}(?:worth|worthwhile|better off|a good idea|a smart move|wise|a sensible idea|sensible to|smarter to|cheaper) /,
  / (?:make|makes) sense (?:to|for us) /,
  / (?:worth|worthwhile|good idea|better) (?:it )?(?:to )?(?:mov|migrat|switch|self host|bring|run|host|leav|replac|buy)\w* /,
  / (?:better off|(?:benefits?|advantages?|drawbacks?|downsides?) (?:in|of|to|for|from)|pros and cons|advantages and disadvantages|trade ?offs?|versus|vs|compare|comparing|comparison|evaluate|evaluating|evaluation|alternatives? to|alternatives for|replacement for|in house or|technology selection|tech selection|vendor selection|decide (?:on|between|whether)|choose between|which (?:\w+ ){0,4}should we (?:use|choose|pick|buy|go|take|adopt)|best (?:\w+ ){0,3}for (?:us|our)|recommend (?:a|an|us)|weigh|weighing|rfc|make or buy|build or buy|build vs buy|self host(?:ed|ing)? or|saas or|cloud or|or (?:stay|stick|keep|saas|self host|cloud|on prem)) /,
  / (?:thinking|think|thoughts|opinion|opinions|considering|consider|contemplating|toying|debating|wondering|pondering|discussing) (?:\w+ ){0,4}(?:mov|migrat|leav|switch|self|host|replac|bring|run|drop|ditch|going|get)\w* /,
  / (?:assess|investigate|explore|research|look at|look into|pick|choose|select|examine) (?:\w+ ){0,3}(?:options|whether|alternatives?|candidates|products?|vendors?|providers?|solutions?|platforms?) /,
  / do (?:we|you|i) (?:really |still |even |actually )?need (?:\w+ ){1,4}at all /,
  / is it (?:already |finally )?time (?:to|for|that|we) /,
  / which (?:\w+ ){0,3}(?:products?|tools?|platforms?|providers?|vendors?|distributions?|distros?|hypervisors?) (?!is |are |do |does |did |was |has |have )/,
  / (?:what|how) (?:would|will|does|do) it (?:take|mean|look like) (?:for us )?to (?:move|migrate|switch|leave|run|host|self) /,
];

/** These ask for a judgement only where something is asked: `host our own chat` is plain work. */
const adviceAsked = [
  / (?:run|running|host|hosting|operate|operating|build|have) (?:\w+ ){0,2}our own /,
  / (?:run|running|host|hosting|operate|operating|manage|managing|do|doing) (?:\w+ ){0,4}(?:ourselves|in house|on our own|on own hardware) /,
];

/** Not a choice between products, though it sounds like one. */
const noChoice =
  / (?:vulnerabilit\w+ assess\w*|assess (?:\w+ ){0,3}vulnerabilit\w+|evaluate (?:the )?(?:alert|rule|expression)s?|compare (?:\w+ ){0,3}(?:checksums?|configs?|logs|snapshots?)) /;

/** Words that ask for a judgement instead of a deed. */
export function advises({ line, intent, tokens, verb }: Reading): string | undefined {
  if (noChoice.test(line)) return undefined;
  const either = intent.intent === 'question' || verb === undefined ? eitherOr(tokens) : undefined;
  if (either !== undefined) return either;
  for (const pattern of intent.intent === 'question' ? [...advice, ...adviceAsked] : advice) {
    const words = pattern.exec(line)?.[0].trim();
    if (words !== undefined) return words;
  }
  return undefined;
}

/** `Ceph or TrueNAS for the lab`: two products, and a choice between them. */
function eitherOr(tokens: readonly Token[]): string | undefined {
  for (const [at, { word }] of tokens.entries()) {
    if (word !== 'or' || /^(?:if|whether)$/.test(tokens[0]?.word ?? '')) continue;
    const before = tokens.slice(Math.max(0, at - 3), at).find((token) => platforms.has(token.word));
    const after = tokens.slice(at + 1, at + 4).find((token) => platforms.has(token.word));
    if (before !== undefined && after !== undefined && before.word !== after.word) {
      return `${before.word} or ${after.word}`;
    }
  }
  return undefined;
}

/** `migrate from X to Y` where both are platforms, or where something broad leaves or enters one. */
export function movesBetweenPlatforms({ tokens, line }: Reading): string | undefined {
  const at = tokens.findIndex((token) => moving.test(token.word));
  if (at < 0) return undefined;
  const verb = tokens[at]?.word ?? '';
  const after = tokens.slice(at + 1, at + 24);
  const rest = after.map((token) => token.word);
  const named = rest.filter((word) => platforms.has(word) && !/^(?:house|self|hosted|prem)$/.test(word));
  const inHouse =
    / (?:in house|inhouse|self ?hosted|self ?hosting|on prem|on premises?|own (?:hardware|servers?|infrastructure|mail ?servers?)|back home|our own) /
      .exec(line)?.[0]
      .trim();
  const anything = rest.some((word) => broad.has(word));
  const direction = rest.some((word) => /^(?:to|into|onto|by|with|off|from|away|out|for)$/.test(word));
  if (!direction && inHouse === undefined) return undefined;
  const bothEnds =
    rest.includes('from') ||
    rest.includes('off') ||
    /^(?:replac|switch|ditch|drop|leav|abandon|exit|convert)/.test(verb);
  if (bothEnds && new Set(named).size >= 2) return `${verb} … ${named.slice(0, 2).join(' … ')}`;
  if (/^(?:get|go|tak|chang|bring)/.test(verb) && inHouse === undefined) return undefined;
  if (anything && (named.length > 0 || inHouse !== undefined)) return `${verb} … ${inHouse ?? named[0] ?? ''}`;
  return inHouse !== undefined && /^(?:mov|migrat|bring|tak|pull|switch|shift|replac|transition|get)/.test(verb)
    ? `${verb} … ${inHouse}`
    : undefined;
}
