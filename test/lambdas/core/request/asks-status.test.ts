import { asksForStatus } from '../../../../lambdas/core/request/asks-status.ts';

it.each([
  'status?',
  'Status please',
  'How far is it?',
  'how far are you',
  'How is it going?',
  "How's my request going?",
  'How does my request stand?',
  "What's the status of my request?",
  'Any news?',
  'any progress yet?',
  'Is it done yet?',
  'Are you still working?',
  'is the work stuck?',
  'When will it be ready?',
  'ETA?',
  'Hi, can you tell me how far it is? ',
  'Is anything blocking it?',
  'How long will it take?',
])('%j asks how a request stands', (text) => {
  expect(asksForStatus(text)).toBe(true);
});

it.each([
  '',
  'The one in rack 4',
  'Check the status of the nginx service and restart it',
  'status page of the shop',
  'Use the storage pool, and tell me how far it is from full',
  'Is it done with Ansible or by hand?',
  `status ${'x'.repeat(200)}`,
])('%j asks for something else', (text) => {
  expect(asksForStatus(text)).toBe(false);
});
