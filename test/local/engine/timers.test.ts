import { VirtualClock, type JsonObject, type Timer } from '../../../local/engine/index.ts';
import { runMachine } from '../../../local/testing/index.ts';
import { Disk } from './disk.ts';
import { never } from './fakes.ts';
import { INVOKE, machine, pass, start, task, wait } from './machines.ts';

const START = Date.UTC(2026, 0, 1);

/** Its timers go off when half of their time has passed. */
class HastyClock extends VirtualClock {
  override setTimer(atMs: number, fire: () => void): Timer {
    return super.setTimer(this.now() + Math.ceil((atMs - this.now()) / 2), fire);
  }
}

describe('timers', () => {
  it.each([
    ['a time-out', task({ TimeoutSeconds: 10 }), 'States.Timeout'],
    ['a missed heartbeat', task({ HeartbeatSeconds: 10 }), 'States.Timeout'],
    ['a wait', wait(10), undefined],
  ])('that go off too early leave %s when it is due', async (_, state: JsonObject, error) => {
    const ran = await runMachine({
      definition: machine({ Only: state }),
      fakes: { [INVOKE]: never },
      clock: new HastyClock(),
    });

    expect([ran.error, ran.status === 'RUNNING', ran.seconds]).toEqual([error, false, 10]);
  });

  it('are gone when the engine is closed', async () => {
    const disk = new Disk();
    const clock = new VirtualClock(START);
    const engine = disk.open(machine({ Sleep: wait(60) }, { TimeoutSeconds: 90 }), { clock });
    await disk.begin(engine);
    await engine.close();
    await clock.idle();
    disk.remove();

    expect(clock.now()).toBe(START);
  });

  it('are gone when the execution has ended', async () => {
    const { clock, ended } = await start({ Only: pass() }, undefined, { TimeoutSeconds: 60 });
    await ended;
    await clock.idle();

    expect(clock.now()).toBe(START);
  });
});
