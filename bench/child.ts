import type { ChildProcess } from 'node:child_process';

/** The first message of a forked process. @throws Error when it ends without one */
export function firstMessage<Message>(child: ChildProcess, name: string): Promise<Message> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Message));
    child.once('exit', (code) => reject(new Error(`${name} ended with code ${code} and without a figure`)));
  });
}
