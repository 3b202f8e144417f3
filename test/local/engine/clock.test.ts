import { realClock, seededRandomness, VirtualClock } from '../../../local/engine/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await turn();
}

describe('the virtual clock', () => {
  it('jumps from timer to timer, in their order', async () => {
    const clock = new VirtualClock(0);
    const fired: number[] = [];
    for (const at of [3000, 1000, 2000]) clock.setTimer(at, () => fired.push(clock.now()));
    await turns(5);

    expect(fired).toEqual([1000, 2000, 3000]);
  });

  it('stands while something is in flight, also when that began a moment ago', async () => {
    const clock = new VirtualClock(0);
    const fired: number[] = [];
    clock.setTimer(1000, () => fired.push(clock.now()));
    const release = clock.hold();
    await turns(3);
    const before = [...fired];
    release();
    await turns(2);

    expect([before, fired]).toEqual([[], [1000]]);
  });

  it('forgets a cancelled timer', async () => {
    const clock = new VirtualClock(0);
    clock.setTimer(1000, () => undefined).cancel();
    await turns(2);

    expect(clock.now()).toBe(0);
  });

  it('goes on while work that holds it sleeps, and stands again when it wakes', async () => {
    const clock = new VirtualClock(0);
    const release = clock.hold();
    const fired: number[] = [];
    clock.setTimer(9000, () => fired.push(clock.now()));
    await clock.sleep(5);
    await turns(3);
    const before = [clock.now(), ...fired];
    release();
    await turns(2);

    expect([before, fired]).toEqual([[5000], [9000]]);
  });
});

describe('the real clock', () => {
  it('fires at its time and not when cancelled', async () => {
    const fired: string[] = [];
    realClock.setTimer(realClock.now() + 1, () => fired.push('cancelled')).cancel();
    await new Promise<void>((resolve) => {
      realClock.setTimer(realClock.now() + 5, () => {
        fired.push('on time');
        resolve();
      });
    });

    expect(fired).toEqual(['on time']);
  });
});

describe('seeded randomness', () => {
  it('repeats itself for a seed, and differs between seeds', () => {
    const values = (seed: number) => {
      const random = seededRandomness(seed);
      return [random.number(), random.number(), random.uuid()];
    };

    expect(values(1)).toEqual(values(1));
    expect(values(1)).not.toEqual(values(2));
  });
});
