import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { baton } from '../support/command-line.ts';
import { runBaton, type RunningBaton } from '../support/running.ts';
import { openAi, startScriptedModel } from '../support/scripted-model.ts';

describe('the command line', () => {
  let folder: string;
  let running: RunningBaton;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'baton-cli-'));
    running = await runBaton({ data: join(folder, 'data') });
  });
  afterAll(async () => {
    await running.runtime.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const connection = () => ['--url', running.runtime.url, '--data', join(folder, 'data')];

  test('run follows a request, status shows it and lists it', async () => {
    const ran = await baton('run', 'Create a jail for nginx', '--json', ...connection());
    expect(ran.code).toBe(0);
    const request = JSON.parse(ran.stdout);
    expect(request.status).toBe('succeeded');

    const shown = await baton('status', request.requestId, ...connection());
    expect(shown.stdout).toMatch(/t1\s+compute-expert\s+completed\s+attempt 1/);
    const checked = await baton('check', request.requestId, ...connection());
    expect(checked.stdout).toContain('is succeeded');
    const reported = await baton('report', request.requestId, ...connection());
    expect(reported.stdout).toMatch(/### Verification checklist\n- ✅ All that was asked for is addressed: yes/);
    const listed = await baton('status', '--json', ...connection());
    expect(JSON.parse(listed.stdout).requests[0].requestId).toBe(request.requestId);
  });

  test('run --input runs a workflow by its name', async () => {
    const file = join(folder, 'input.json');
    writeFileSync(
      file,
      JSON.stringify({ feature: 'Notes', goal: 'Share them', constraints: 'none', concurrentUsers: 5 }),
    );
    const ran = await baton('run', 'feature-implementation', '--input', file, ...connection());
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('All 14 tasks completed');
    const missing = await baton('run', 'feature-implementation', '--input', '/nowhere.json', ...connection());
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('/nowhere.json') });
  });

  test('run --inject lets a task fail as it says, within --time-box', async () => {
    const how = ['--time-box', '120', '--inject', 'step=t1,attempt=1,kind=crash', '--inject', 'step=t2,kind=error'];
    const ran = await baton('run', 'Create a jail for nginx', '--json', ...how, ...connection());
    expect(ran.code).toBe(0);
    const request = JSON.parse(ran.stdout);
    expect(request).toMatchObject({
      timeBoxSeconds: 120,
      inject: [
        { step: 't1', attempt: 1, kind: 'crash' },
        { step: 't2', kind: 'error' },
      ],
    });
    const shown = await baton('status', request.requestId, ...connection());
    expect(shown.stdout).toMatch(/t1\s+compute-expert\s+completed\s+attempt 2/);
  });

  test.each([
    [['--inject', 'step=t1,kind=slow'], 'kind is "slow": one of error, timeout, late, malformed, crash is expected'],
    [['--time-box', '0'], 'A time box is a whole number of seconds from 1 to 604800'],
  ])('run %j is refused, and says what is expected', async (options, message) => {
    const { code, stderr } = await baton('run', 'Create a jail for nginx', ...options, ...connection());
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
  });

  test('watch tells a request from its beginning, cancel and roll-back follow it to its end', async () => {
    const asked = await baton('run', 'Create a VM for mail and then back it up every night', '--json', ...connection());
    const { requestId } = JSON.parse(asked.stdout);
    const watched = await baton('watch', requestId, ...connection());
    expect(watched.code).toBe(0);
    expect(watched.stdout).toMatch(
      /Route: compute-expert → storage-expert[\s\S]*✔ t1[\s\S]*✔ t2[\s\S]*All 2 tasks completed/,
    );
    const cancelled = await baton('cancel', requestId, ...connection());
    expect(cancelled).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be cancelled any more') });
    const undone = await baton('roll-back', requestId, ...connection());
    expect(undone.code).toBe(0);
    expect(undone.stdout).toMatch(/↩ t2[\s\S]*↩ t1[\s\S]*2 of 2 tasks undone/);
    expect(undone.stdout).not.toContain('✔ t1');
  });

  test('show prints what was prepared', async () => {
    const { requestId } = JSON.parse((await baton('run', 'Create a jail for nginx', '--json', ...connection())).stdout);
    expect((await baton('show', requestId, ...connection())).stdout).toMatch(/^# .*[\s\S]*## Steps/);
    const missing = await baton('show', requestId, 't9-9-9', ...connection());
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('there is: t1-1-1') });
  });

  test('route says of an escalated request whose part it is as well', async () => {
    const { stdout } = await baton('route', 'Segment networks, rotate secrets and alert on everything, company-wide');
    expect(stdout).toMatch(/goes to\s+infrastructure-architect/);
    expect(stdout).toMatch(/with\s+.*network/);
  });

  test('run shows what became of a plan', async () => {
    const { code, stdout } = await baton('run', 'Draw up a three-year roadmap for the platform', ...connection());
    expect(code).toBe(0);
    expect(stdout).toContain('The infrastructure architect has finished its work on');
  });

  test('answer goes on with a request that asked back', async () => {
    const asked = JSON.parse((await baton('run', 'staging', '--json', ...connection())).stdout);
    expect(asked).toMatchObject({ status: 'waiting', question: { text: expect.any(String) } });
    const answered = await baton('answer', asked.requestId, 'Create a jail for nginx', '--json', ...connection());
    expect(JSON.parse(answered.stdout).status).toBe('succeeded');
  });

  test('feedback says how it was, lists it and decides on it; metrics count it', async () => {
    const { body: asked } = await (await running.as('ada', 'feedback')).ask('Create a jail for nginx');
    const say = (...words: string[]) => baton('feedback', ...words, '--tenant', 'feedback', ...connection());
    const wrong = await say(asked.requestId, '--misrouted-to', 'netwrk-expert');
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/400: to: .*closest names are network-expert/),
    });
    const given = await say(asked.requestId, '--misrouted-to', 'network-expert', '--comment', 'Addresses', '--json');
    const { feedbackId } = JSON.parse(given.stdout);
    expect((await say('--accept', feedbackId)).stdout).toMatch(
      /accepted\s+compute-expert \(single\)\s+misrouted network-expert\s+ada\s+Addresses/,
    );
    const listed = JSON.parse((await say('--list', '--status', 'accepted', '--json')).stdout);
    expect(listed.feedback).toMatchObject([{ feedbackId, kind: 'misrouted', to: 'network-expert', reviewedBy: 'ada' }]);
    const { code, stdout } = await baton('metrics', 'routing', '--tenant', 'feedback', ...connection());
    expect(code).toBe(0);
    expect(stdout).toMatch(/Right expert first time\s+0 %\s+> 95 %\s+NOT met\s+1 /);
    expect(stdout).toMatch(/Time to decide\s+\d+ ms\s+< 5 s\s+met/);
  });

  test('run ends with an error when the request fails', async () => {
    await using model = await startScriptedModel([], openAi.error(401, 'bad key'));
    const data = join(folder, 'failing');
    const environment = {
      MODEL_PROVIDER: 'openai-compatible',
      MODEL_BASE_URL: model.url,
      MODEL_STANDARD: 'scripted',
      MODEL_STRONG: 'scripted',
    };
    await using failing = await runBaton({ data, environment });
    const { code, stdout } = await baton('run', 'Create a jail', '--url', failing.runtime.url, '--data', data);
    expect(code).toBe(1);
    expect(stdout).toContain('ModelRejected');
  });

  test('agents lists everybody and shows one', async () => {
    const { agents } = JSON.parse((await baton('agents', '--json')).stdout);
    const ids = agents.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(expect.arrayContaining(['network-expert', 'database-agent', 'validator']));
    expect((await baton('agents', 'network-expert')).stdout).toContain('team infrastructure');
    expect(await baton('agents', 'nobody')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('network-expert'),
    });
  });

  test('token prints a token that the server takes', async () => {
    const { stdout } = await baton('token', '--tenant', 'acme', '--user', 'ada', '--data', join(folder, 'data'));
    const headers = { authorization: `Bearer ${stdout.trim()}` };
    expect((await running.send('GET', '/v1/requests', { headers })).status).toBe(200);
  });

  test.each([
    [['run', 'x', '--url', 'http://127.0.0.1:9'], /npm start/],
    [['status', '../x'], /400.*no id/],
    [['route'], /--batch/],
    [['route', '--batch', '/nowhere.jsonl'], /nowhere/],
    [['dev', '--port', 'many'], /0 to 65535/],
    [['dance'], /unknown command/],
  ])('%j is refused in a line that says what to do', async (words, expected) => {
    const { code, stdout, stderr } = await baton(...words, ...(words[0] === 'status' ? connection() : []));
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});
