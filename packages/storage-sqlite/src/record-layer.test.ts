import { expect, test } from '@jest/globals';
import { SeededRandom } from '@gaios/testkit';
import { RecordLayer } from './record-layer.ts';

const headBytes = 32;

/** Heads of records one after the other, told apart by their ballots. */
const heads = (ids: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(ids.length * headBytes);
  ids.forEach((id, at) => {
    bytes.writeDoubleLE(id, at * headBytes);
    bytes.writeDoubleLE(at, at * headBytes + 8);
  });
  return bytes;
};

const contentOf = (layer: RecordLayer): [number, number][] =>
  Array.from({ length: layer.size }, (_, index) => {
    const { instanceId, ballot } = layer.recordAt(index);
    expect([layer.idAt(index), layer.has(instanceId), layer.indexFrom(instanceId)]).toEqual([
      instanceId,
      true,
      index,
    ]);
    return [instanceId, ballot];
  });

test.each([
  ['in order', (at: number) => 100 + at],
  ['backwards', (at: number) => 100 - at],
  ['with holes', (at: number) => 3 * at],
  ['in disorder, some twice', (_at: number, random: SeededRandom) => random.below(60)],
  ['far apart', (_at: number, random: SeededRandom) => random.below(2 ** 47)],
])('a layer that is filled %s agrees with a naive one', (_name, idAt) => {
  const random = new SeededRandom(1);
  const ids = Array.from({ length: 90 }, (_, at) => idAt(at, random));
  const bytes = heads(ids);
  const layer = new RecordLayer();
  const twin = new Map<number, number>();
  ids.forEach((id, at) => {
    layer.put(id, bytes, at * headBytes);
    twin.set(id, at);
    if (random.chance(0.1)) {
      const below = (ids[random.below(at + 1)] ?? 0) + random.below(3) - 1;
      layer.removeBelow(below);
      for (const each of twin.keys()) if (each < below) twin.delete(each);
    }
    const expected = [...twin].toSorted(([a], [b]) => a - b);
    expect(contentOf(layer)).toEqual(expected);
    const probe = random.chance(0.5) ? id + random.below(5) - 2 : random.below(400);
    expect(layer.has(probe)).toBe(twin.has(probe));
    expect(layer.indexFrom(probe)).toBe(expected.filter(([each]) => each < probe).length);
  });
  expect(layer.idAt(layer.size)).toBeUndefined();
});
