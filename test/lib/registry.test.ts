import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { readRegistry } from '../../lib/registry.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'definitions-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, content: unknown): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), typeof content === 'string' ? content : stringify(content));
}

const definition = (changes: Record<string, unknown> = {}) => ({
  id: 'network-expert',
  team: 'infrastructure',
  title: 'Network expert',
  description: 'Firewalls',
  capabilities: ['firewall'],
  model: 'standard',
  prompt: 'You are the network expert.',
  ...changes,
});

it('reads all teams, by id, with defaults filled in', () => {
  write('system/validator.yaml', definition({ id: 'validator', team: 'system' }));
  write('infrastructure/network-expert.yaml', definition());
  const agents = readRegistry(folder);
  expect(agents.map(({ id }) => id)).toEqual(['network-expert', 'validator']);
  expect(agents[0]?.limits.timeoutSeconds).toBe(300);
});

it('reads the definitions of this repository', () => {
  expect(readRegistry().length).toBeGreaterThanOrEqual(8);
});

it('reports every fault with its file and field', () => {
  write('infrastructure/network-expert.yaml', definition({ team: 'system', model: 'huge' }));
  write('infrastructure/storage-expert.yaml', definition());
  write('nobody/compute-expert.yaml', definition({ id: 'compute-expert' }));
  write('infrastructure/broken.yaml', 'id: [');
  write('stray.yaml', definition());
  let message = '';
  try {
    readRegistry(folder);
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('infrastructure/network-expert.yaml.model: ');
  expect(message).toContain(
    'infrastructure/storage-expert.yaml.id: is "network-expert", but the file is "storage-expert.yaml"',
  );
  expect(message).toContain('nobody/compute-expert.yaml.team: is "infrastructure", but the folder is "nobody"');
  expect(message).toContain('infrastructure/broken.yaml: is not YAML');
  expect(message).toContain('stray.yaml: is not <team>/<id>.yaml');
});

it('reports a backup that is not registered', () => {
  write('infrastructure/network-expert.yaml', definition({ backup: 'nobody' }));
  expect(() => readRegistry(folder)).toThrow('network-expert.backup: "nobody" is not registered');
});

it('refuses a runbook with a placeholder that nothing fills', () => {
  const playbook = [{ title: 'Do it', steps: ['Use {colour}'], verify: ['Look'], undo: ['Revert'] }];
  write('infrastructure/network-expert.yaml', definition({ playbook }));
  expect(() => readRegistry(folder)).toThrow('"Do it" uses {colour}, which is no detail of a request');
});

it('refuses a folder without agents', () => {
  expect(() => readRegistry(folder)).toThrow('holds no agent');
});
